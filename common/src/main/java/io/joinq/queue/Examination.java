package io.joinq.queue;

import java.util.List;

/**
 * A queue looked at closely, for those who ask why it does not move.
 *
 * @param failedDeliveries tasks with a failed delivery: those unfinished, oldest first, then the
 *     newest dead letters, {@value #MOST_DEAD_LETTERS} at the most
 * @param freeBytes of the disk that the queue lies on, for this user
 * @param neededBytes a put needs up to so many: a new segment of the log, and a file for a payload
 *     as large as the largest that the queue has now
 * @param unreadable why dead letters are left out that should be among them, a line each
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
