package io.joinq.queue;

/** The lease ended before its owner did: done already, expired, or taken away. */
public final class LeaseLostException extends QueueException {
  private static final long serialVersionUID = 1L;

  public LeaseLostException(String message) {
    super(message);
  }
}
