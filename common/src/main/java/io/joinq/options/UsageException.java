package io.joinq.options;

/**
 * Invalid options. The message names the values and the remedy. A command that throws it exits with
 * {@link ExitCode#USAGE}.
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
