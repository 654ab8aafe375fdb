package io.joinq.queue.chronicle.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * What is readable in one segment.
 *
 * @param path the segment
 * @param first sequence of its first task
 * @param count committed tasks, up to the end of the chain
 * @param whole tasks from the first on whose record is valid
 * @param fault the damage in the way to the records; null if there is none
 */
public record SegmentScan(Path path, long first, int count, BitSet whole, String fault) {

  public static SegmentScan of(Path path, long first, int segmentTasks) throws IOException {
    BitSet whole = new BitSet();
    try (SegmentFile file = new SegmentFile(path)) {
      SegmentFile.Chain chain =
          file.walk(
              (number, bytes, length) -> {
                if (isRecordOf(bytes, length, first + number)) {
                  whole.set((int) number);
                }
                return true;
              });
      boolean hidden = chain.records() == 0 && !file.isUnbegun();
      if (chain.records() != whole.cardinality() || !chain.isWhole() || hidden) {
        file.salvage(
            first,
            first + segmentTasks,
            (sequence, bytes, length) -> {
              whole.set((int) (sequence - first));
              return true;
            });
      }
      return new SegmentScan(path, first, chain.records(), whole, faultOf(file, chain, whole));
    }
  }

  private static boolean isRecordOf(byte[] bytes, int length, long sequence) {
    return TaskRecord.isWhole(bytes, length) && TaskRecord.sequenceOf(bytes) == sequence;
  }

  private static String faultOf(SegmentFile file, SegmentFile.Chain chain, BitSet whole)
      throws IOException {
    if (!chain.isWhole()) {
      return chain.damage();
    }
    if (whole.length() > chain.records()) {
      return "ends after " + chain.records() + " tasks, but more stand behind them";
    }
    return chain.records() == 0 || file.isIndexSound(TaskLog.INDEX_SPACING)
        ? null
        : "has a wrong index";
  }

  public boolean has(long sequence) {
    return sequence >= first && whole.get((int) (sequence - first));
  }

  /** The sequence after the last task of which there is anything. */
  public long end() {
    return first + Math.max(count, whole.length());
  }
}
