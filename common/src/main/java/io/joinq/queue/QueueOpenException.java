package io.joinq.queue;

/**
 * The queue cannot be opened: it is damaged, foreign, locked, or of another version or
 * configuration.
 */
public class QueueOpenException extends QueueException {
  private static final long serialVersionUID = 1L;

  public QueueOpenException(String message) {
    super(message);
  }

  public QueueOpenException(String message, Throwable cause) {
    super(message, cause);
  }
}
