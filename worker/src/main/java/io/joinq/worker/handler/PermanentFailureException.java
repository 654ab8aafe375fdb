package io.joinq.worker.handler;

/** A task cannot be handled, now or in another attempt; the message is kept as the reason. */
public final class PermanentFailureException extends Exception {
  private static final long serialVersionUID = 1L;

  public PermanentFailureException(String reason) {
    super(reason);
  }
}
