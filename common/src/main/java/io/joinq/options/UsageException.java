package io.joinq.options;

/**
 * Options that cannot be: the message names the values and the remedy. Thrown by a command, it ends
 * the process with {@link ExitCode#USAGE}.
 */
public final class UsageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
