package io.joinq.queue.chronicle.log;

/**
 * Maps task sequences to Chronicle's indexes and back.
 *
 * @param segmentTasks tasks in one segment
 */
public record LogPosition(int segmentTasks) {
  private static final int CYCLE_SHIFT = 32;
  private static final int FIRST_CYCLE = 1;

  public int cycle(long sequence) {
    return FIRST_CYCLE + (int) (sequence / segmentTasks);
  }

  long index(long sequence) {
    return (long) cycle(sequence) << CYCLE_SHIFT | sequence % segmentTasks;
  }

  long sequence(long index) {
    return ((index >>> CYCLE_SHIFT) - FIRST_CYCLE) * segmentTasks + (index & 0xffff_ffffL);
  }

  /** Whether a segment begins with this task. */
  boolean isFirst(long sequence) {
    return sequence % segmentTasks == 0;
  }

  /** The first cycle of which no task is among those that are known to be put. */
  public int firstUnbegun(long appended) {
    return appended == 0 ? FIRST_CYCLE : cycle(appended - 1) + 1;
  }

  long firstSequence(int cycle) {
    return (long) (cycle - FIRST_CYCLE) * segmentTasks;
  }

  static int cycleOfIndex(long index) {
    return (int) (index >>> CYCLE_SHIFT);
  }
}
