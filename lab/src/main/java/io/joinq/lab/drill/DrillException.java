package io.joinq.lab.drill;

/** A drill could not be completed. */
final class DrillException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DrillException(String message) {
    super(message);
  }
}
