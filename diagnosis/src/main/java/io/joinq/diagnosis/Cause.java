package io.joinq.diagnosis;

import java.util.Locale;

/**
 * The causes that a diagnosis can name. Programs see the code, which never changes its meaning.
 *
 * <p>The order is that of severity: of several findings that nothing explains, the first here is
 * named as the cause.
 */
public enum Cause {
  /** A producer is stopped inside an append, and with it every other put. */
  PRODUCER_STOPPED,
  /** The disk has not the space that a put needs. */
  DISK_FULL,
  /** The queue was shut down: it takes no more tasks. */
  QUEUE_SHUT_DOWN,
  /** The server's process is stopped by a signal. */
  SERVER_STOPPED,
  /** A process that put tasks died, no server answers, and its workers ended with it. */
  SERVER_GONE,
  /** The event loop is inside something other than a put. */
  LOOP_BLOCKED,
  /** One task kills its workers, or fails again and again. */
  POISON_TASK,
  /** The handler fails for every task. */
  HANDLER_FAILS,
  /** Workers die, or fail to start, again and again. */
  CRASH_LOOP,
  /** The last worker was killed, or crashed. */
  WORKER_KILLED,
  /** No worker is alive, and none is known to have died. */
  NO_WORKER,
  /** A worker is stopped by a signal. */
  WORKER_STOPPED,
  /** A worker makes no progress with its task. */
  WORKER_HUNG,
  /** Claims are paused. */
  WORKERS_PAUSED,
  /** Every worker has been with one task for long, and nothing was taken meanwhile. */
  WORKER_BUSY_LONG,
  /** Tasks come faster than the workers take them. */
  QUEUE_TOO_SLOW,
  /** The server accepts connections and does not answer. */
  SERVER_SILENT,
  /** A task became a dead letter lately. */
  DEAD_LETTER,
  /** A symptom: a put finds no room. */
  QUEUE_FULL,
  /** A symptom: the event loop waits inside a put. */
  LOOP_BLOCKED_IN_PUT,
  /** Nothing is wrong that is known of here. */
  ALL_WELL,
  /** History: a worker hung lately, and was replaced. */
  WORKER_HUNG_BEFORE;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
