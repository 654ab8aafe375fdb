package io.joinq.queue.chronicle.log;

import java.util.Optional;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;

/** Reads records by sequence. Not thread-safe. */
final class LogReader implements AutoCloseable {
  private final ExcerptTailer tailer;
  private final LogPosition position;
  private final byte[] record = new byte[TaskRecord.HEADER + SpillFiles.LARGEST_INLINE];

  LogReader(ExcerptTailer tailer, LogPosition position) {
    this.tailer = tailer;
    this.position = position;
    tailer.singleThreadedCheckDisabled(true);
  }

  /**
   * @return empty if the segment is deleted
   * @throws TaskRecord.DamagedRecordException if there is a record, but not that one, whole
   */
  Optional<TaskRecord> read(long sequence) {
    long index = position.index(sequence);
    if (tailer.index() != index && !tailer.moveToIndex(index)) {
      return Optional.empty();
    }
    try (DocumentContext document = tailer.readingDocument()) {
      if (!document.isPresent() || document.index() != index) {
        return Optional.empty();
      }
      Bytes<?> bytes = document.wire().bytes();
      long length = bytes.readRemaining();
      if (length > record.length) {
        throw new TaskRecord.DamagedRecordException(sequence, "it is " + length + " bytes long");
      }
      bytes.read(record, 0, (int) length);
      return Optional.of(TaskRecord.decode(record, (int) length, sequence));
    }
  }

  int cycle() {
    return LogPosition.cycleOfIndex(tailer.index());
  }

  @Override
  public void close() {
    tailer.close();
  }
}
