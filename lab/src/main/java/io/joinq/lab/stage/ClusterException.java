package io.joinq.lab.stage;

/** A demo could not go on: a process did not start, or what it waited for did not happen. */
public final class StageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StageException(String message) {
    super(message);
  }

  public StageException(String message, Throwable cause) {
    super(message, cause);
  }
}
