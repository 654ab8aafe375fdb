package io.joinq.queue;

/**
 * The lease is no longer valid: the delivery was ended already, or the lease expired or was
 * revoked.
 */
public final class LeaseLostException extends QueueException {
  private static final long serialVersionUID = 1L;

  public LeaseLostException(String message) {
    super(message);
  }
}
