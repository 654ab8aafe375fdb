package io.joinq.server.events;

import java.util.Locale;

/** The kinds of events. Their names in lower case are recorded and never change. */
public enum EventKind {
  /** A process of a worker was started; it does not claim yet. */
  WORKER_STARTED,
  /** It has the queue open and claims; {@code gap_ms} since the one that it replaces had died. */
  WORKER_CLAIMS,
  /**
   * It ended unasked: {@code died_of}, the {@code task_id} it held, its {@code last_lines}. Where
   * it held several, {@code task_id} is the oldest, {@code task_ids} are the 16 oldest, and {@code
   * more_tasks} says how many more there are, if there are.
   */
  WORKER_DIED,
  /** It ended before it claimed: {@code died_of}, and the {@code last_lines} of its stderr. */
  WORKER_START_FAILED,
  /** Its task made no progress in time; {@code dump} is the file with its threads. */
  WORKER_HUNG,
  /** It was stopped for longer than the lease time, with {@code task_id}; another has its place. */
  WORKER_REPLACED,
  /** It is asked to end because it is not needed as it is: {@code reason}. */
  WORKER_DRAINS,
  /**
   * It ended as it was asked to: {@code reason}, and the {@code task_id} it had not finished; of
   * several as with {@link #WORKER_DIED}.
   */
  WORKER_ENDED,
  /** The supervisor starts no more workers: {@code reason}, and the {@code deaths} that counted. */
  GAVE_UP,
  /** The supervisor was told to resume. */
  RESUMED,
  /** The number of workers changes: {@code from}, {@code to}, {@code reason}. */
  SCALED,
  /** Handlers get no turn beyond the stall threshold: {@code handler}, {@code stack}. */
  LOOP_STALLED,
  /** They get it again: {@code stalled_ms}. */
  LOOP_RECOVERED,
  SERVER_STARTED,
  SERVER_STOPS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
