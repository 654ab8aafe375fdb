package io.joinq.queue;

import java.util.List;

/**
 * A detailed look at a queue, for diagnosis.
 *
 * @param failedDeliveries tasks with a failed delivery: the unfinished ones, oldest first, then the
 *     newest dead letters, at most {@value #MOST_DEAD_LETTERS}
 * @param freeBytes free space for this user on the queue's disk
 * @param neededBytes the most that a put may need: a new segment of the log, and a file for a
 *     payload as large as the largest one now in the queue
 * @param unreadable one line for each dead letter that cannot be read and is left out
 */
public record Examination(
    QueueStatus status,
    List<TaskStatus> failedDeliveries,
    List<QueueProcess> processes,
    long freeBytes,
    long neededBytes,
    List<String> unreadable) {
  public static final int MOST_DEAD_LETTERS = 20;

  public Examination {
    failedDeliveries = List.copyOf(failedDeliveries);
    processes = List.copyOf(processes);
    unreadable = List.copyOf(unreadable);
  }
}
