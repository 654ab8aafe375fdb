package io.joinq.process;

/** A signal could not be sent. */
public final class SignalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SignalException(String message, Throwable cause) {
    super(message, cause);
  }
}
