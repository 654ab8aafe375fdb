package io.joinq.queue;

/**
 * The queue was shut down, in this process or another: it takes no more tasks, or has none left.
 */
public final class QueueShutdownException extends QueueException {
  private static final long serialVersionUID = 1L;

  public QueueShutdownException(String message) {
    super(message);
  }
}
