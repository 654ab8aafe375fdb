package io.joinq.queue.chronicle.control;

import io.joinq.queue.chronicle.log.TaskLog;

/**
 * The sizes that are fixed when a queue is created.
 *
 * @param capacity maximum of tasks put and not yet claimed
 * @param slots maximum of tasks claimed and not yet finished, in all processes; with more than
 *     twice the number of consumers, claims never wait for one another
 * @param processes maximum of processes that have the queue open
 * @param segmentTasks tasks in one segment of the log
 */
public record QueueShape(int capacity, int slots, int processes, int segmentTasks) {
  static final int MAX_SLOTS = 4096;
  public static final int MAX_PROCESSES = SlotWord.MAX_PROCESSES;

  public QueueShape {
    within("capacity", capacity, 1, io.joinq.queue.QueueConfig.MAX_CAPACITY);
    within("slots", slots, 1, MAX_SLOTS);
    within("processes", processes, 1, MAX_PROCESSES);
    within("segmentTasks", segmentTasks, 1, TaskLog.MAX_SEGMENT_TASKS);
  }

  private static void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be from " + least + " to " + most + ", not " + value);
    }
  }

  /** The shape for a capacity; tests ask for tiny tables through system properties. */
  public static QueueShape forCapacity(int capacity) {
    return new QueueShape(
        capacity,
        Integer.getInteger("joinq.slots", 256),
        Integer.getInteger("joinq.processes", 128),
        Integer.getInteger("joinq.segmentTasks", TaskLog.MAX_SEGMENT_TASKS));
  }
}
