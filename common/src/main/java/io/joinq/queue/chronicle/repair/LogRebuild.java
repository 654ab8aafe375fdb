package io.joinq.queue.chronicle.repair;

import io.joinq.queue.DiskFullException;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.chronicle.log.LogPosition;
import io.joinq.queue.chronicle.log.SegmentFile;
import io.joinq.queue.chronicle.log.SegmentScan;
import io.joinq.queue.chronicle.log.TaskLog;
import io.joinq.queue.chronicle.log.TaskRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * Builds a new log from a damaged one, with each task at its own position: valid records unchanged,
 * and in place of others a record that says that the task has ended or is lost.
 */
final class LogRebuild {
  private final Map<Integer, SegmentScan> segments;
  private final LongPredicate hasEnded;
  private final LogPosition position;
  private final byte[] gap = new byte[TaskRecord.HEADER];

  /** The next sequence to be written. */
  private long next;

  private long kept;
  private long lost;

  LogRebuild(Map<Integer, SegmentScan> segments, int segmentTasks, LongPredicate hasEnded) {
    this.segments = segments;
    this.hasEnded = hasEnded;
    this.position = new LogPosition(segmentTasks);
  }

  /**
   * Writes the tasks of these sequences into an empty folder.
   *
   * @param from the first of a segment
   * @throws DiskFullException if there is no space for it
   */
  void write(Path folder, long from, long end) throws IOException {
    next = from;
    try (TaskLog log = TaskLog.open(folder, position.segmentTasks(), from)) {
      while (next < end) {
        int cycle = position.cycle(next);
        long segmentEnd = Math.min(end, (long) cycle * position.segmentTasks());
        SegmentScan scan = segments.get(cycle);
        if (scan != null) {
          copy(log, scan, segmentEnd);
        }
        fill(log, segmentEnd);
      }
    }
  }

  private void copy(TaskLog log, SegmentScan scan, long end) throws IOException {
    try (SegmentFile file = new SegmentFile(scan.path())) {
      file.salvage(
          next,
          end,
          (sequence, bytes, length) -> {
            if (sequence >= next && !hasEnded.test(sequence)) {
              fill(log, sequence);
              append(log, bytes, length);
              kept++;
            }
            return true;
          });
    }
  }

  private void fill(TaskLog log, long end) {
    while (next < end) {
      boolean ended = hasEnded.test(next);
      lost += ended ? 0 : 1;
      int kind = ended ? TaskRecord.ENDED : TaskRecord.LOST;
      append(log, gap, TaskRecord.encodeGap(gap, kind, next));
    }
  }

  private void append(TaskLog log, byte[] bytes, int length) {
    if (!log.append(next, bytes, length)) {
      throw new QueueOpenException("cannot repair: the new log is not empty; nothing was changed");
    }
    next++;
  }

  /** Tasks that were copied. */
  long kept() {
    return kept;
  }

  /** Tasks that have not ended and could not be read. */
  long lost() {
    return lost;
  }
}
