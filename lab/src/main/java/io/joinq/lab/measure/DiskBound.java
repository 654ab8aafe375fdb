package io.joinq.lab.measure;

/**
 * The bound for the disk use of a queue whose tasks finish promptly: the segments with queued or
 * claimed tasks, the one being filled, and those that fill up until finished ones are deleted,
 * which each process does every 100 ms.
 *
 * @param segments files of the log
 * @param bytes of them and all other files, without dead letters and results
 */
record DiskBound(long segments, long bytes) {
  /** A payload above this is a file of its own, and gone with its task. */
  static final int LARGEST_INLINE = 8 << 10;

  static final int SEGMENT_TASKS = 1 << 16;

  /** A record's own bytes, with its length and what rounds it up. */
  private static final int RECORD = 40;

  /** The index of a segment, and its last block, which is there before it is full. */
  private static final long SEGMENT = 2 << 20;

  /** The control file and Chronicle's table. */
  private static final long OTHERS = 2 << 20;

  /**
   * Tasks that may be put and finished until the next look, which is late when the machine is busy:
   * a second at a million a second.
   */
  private static final long UNTIL_RECLAIMED = 1_000_000;

  static DiskBound of(SoakCommand.Load load) {
    long tasks = load.capacity() + UNTIL_RECLAIMED;
    long segments = 2 + (tasks + SEGMENT_TASKS - 1) / SEGMENT_TASKS;
    long perSegment = (long) SEGMENT_TASKS * (load.size() + RECORD) + SEGMENT;
    return new DiskBound(segments, segments * perSegment + OTHERS);
  }
}
