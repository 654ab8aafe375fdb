package io.joinq.worker.handler;

/** An attempt failed and the message says why; another attempt may succeed. */
public final class FailedAttemptException extends Exception {
  private static final long serialVersionUID = 1L;

  public FailedAttemptException(String reason) {
    super(reason);
  }

  public FailedAttemptException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
