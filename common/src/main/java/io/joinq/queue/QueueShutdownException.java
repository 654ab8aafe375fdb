package io.joinq.queue;

/**
 * The queue was shut down, by this process or another: it accepts no more tasks, or has none left.
 */
public final class QueueShutdownException extends QueueException {
  private static final long serialVersionUID = 1L;

  public QueueShutdownException(String message) {
    super(message);
  }
}
