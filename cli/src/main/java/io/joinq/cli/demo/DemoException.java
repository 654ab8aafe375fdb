package io.joinq.cli.demo;

/** A demo could not go on: a process did not start, or what it waited for did not happen. */
final class DemoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DemoException(String message) {
    super(message);
  }

  DemoException(String message, Throwable cause) {
    super(message, cause);
  }
}
