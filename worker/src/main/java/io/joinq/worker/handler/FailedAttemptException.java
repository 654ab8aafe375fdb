package io.joinq.worker.handler;

/** An attempt failed in a way that the message says completely; another one may succeed. */
public final class FailedAttemptException extends Exception {
  private static final long serialVersionUID = 1L;

  public FailedAttemptException(String reason) {
    super(reason);
  }

  public FailedAttemptException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
