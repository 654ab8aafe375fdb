package io.joinq.queue;

import java.util.List;

/**
 * A queue looked at closely, for those who ask why it does not move.
 *
 * @param setbacks tasks with a delivery that came to grief: those unfinished, oldest first, then
 *     the newest dead letters, {@value #MOST_DEAD_LETTERS} at the most
 * @param freeBytes of the disk that the queue lies on, for this user
 * @param neededBytes with fewer than these, puts are refused because the disk is full
 */
public record Examination(
    QueueStatus status,
    List<TaskStatus> setbacks,
    List<QueueProcess> processes,
    long freeBytes,
    long neededBytes) {
  public static final int MOST_DEAD_LETTERS = 20;

  public Examination {
    setbacks = List.copyOf(setbacks);
    processes = List.copyOf(processes);
  }
}
