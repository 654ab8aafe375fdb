package io.joinq.queue;

import java.time.Duration;
import java.util.Optional;

/**
 * A worker process that is alive in the queue's eyes: once it has opened the queue.
 *
 * @param worker its number
 * @param task a task it holds, the oldest if it holds several
 * @param taskAge since that task was claimed; zero without one
 * @param sinceProgress of the task it holds that has been silent longest: since its claim or its
 *     last {@link Lease#progress}; zero without a task
 * @param completed tasks it has finished since it opened the queue
 * @param local whether its pid is that of this process's pid namespace; false in another container,
 *     where it can neither be seen to be stopped nor be sent a signal
 */
public record WorkerStatus(
    int worker,
    long pid,
    State state,
    Optional<TaskId> task,
    Duration taskAge,
    Duration sinceProgress,
    int restarts,
    boolean supervised,
    long completed,
    boolean local) {

  /** STOPPED: by a signal; HUNG: has given no sign of life for longer than the lease time. */
  public enum State {
    IDLE,
    BUSY,
    STOPPED,
    HUNG
  }
}
