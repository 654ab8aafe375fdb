package io.joinq.worker.handler;

/** The task can never be handled; the message is kept as the reason. */
public final class PermanentFailureException extends Exception {
  private static final long serialVersionUID = 1L;

  public PermanentFailureException(String reason) {
    super(reason);
  }
}
