package io.joinq.queue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The tasks that ran out of attempts. They count as finished for join, and are kept until they are
 * requeued or purged. Thread-safe. All methods access files, so do not call them on a thread that
 * must not wait for a disk.
 */
public interface DeadLetters {
  /** All of them, oldest first, with the cause of every failed delivery. */
  List<TaskStatus> list();

  /** One of them; empty if there is no such dead letter. */
  Optional<TaskStatus> find(TaskId id);

  /** The payload as it was put; empty if there is no such dead letter. */
  Optional<byte[]> payload(TaskId id);

  /**
   * Puts the payload again, as a new task with all its attempts, and removes the dead letter. If
   * the process dies between the two, the dead letter is still there and the task is queued.
   *
   * @param timeout how long to wait for room; not negative
   * @return the new task's id; empty if the queue was full for all that time, the dead letter is
   *     kept
   * @throws QueueException if there is no such dead letter
   */
  Optional<TaskId> requeue(TaskId id, Duration timeout) throws InterruptedException;

  /** Removes all of them; returns how many there were. */
  int purge();
}
