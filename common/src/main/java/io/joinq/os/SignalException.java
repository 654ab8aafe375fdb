package io.joinq.os;

/** A signal could not be sent. */
public final class SignalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SignalException(String message) {
    super(message);
  }
}
