package io.joinq.queue;

/** A failed operation of the queue. The message gives the facts and the next step. */
public class QueueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public QueueException(String message) {
    super(message);
  }

  public QueueException(String message, Throwable cause) {
    super(message, cause);
  }
}
