package io.joinq.queue.chronicle.protocol;

import io.joinq.queue.chronicle.control.Self;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.queue.chronicle.log.SpillFiles;
import io.joinq.queue.chronicle.log.TaskRecord;
import java.nio.file.Path;

/**
 * The file of one put's payload, if it is too large for the log. It is written when first needed,
 * and kept for all retries of the put. Not thread-safe.
 */
final class Spill implements AutoCloseable {
  private final SpillFiles files;
  private final Self self;
  private final byte[] payload;
  private Path file;
  private int crc;
  private long sequence = -1;

  Spill(SpillFiles files, Self self, byte[] payload) {
    this.files = files;
    this.self = self;
    this.payload = payload;
  }

  boolean isNeeded() {
    return payload.length > SpillFiles.LARGEST_INLINE;
  }

  /** Writes the file, under a name of its own, if that is not done yet. */
  void write() {
    if (file == null && isNeeded()) {
      crc = TaskRecord.crc(payload, 0, payload.length);
      file = files.write(payload, self.process(), self.incarnation());
      FailPoint.PUT_SPILL_WRITTEN.reached();
    }
  }

  /** Gives the file its task's name; the put lock is held. */
  void name(long newSequence) {
    if (isNeeded()) {
      files.name(file, newSequence);
      sequence = newSequence;
      FailPoint.PUT_SPILL_NAMED.reached();
    }
  }

  /** What the record is to say of the file; null without one. */
  Integer crc() {
    return isNeeded() ? (Integer) crc : null;
  }

  /** Deletes a file that has its name but will have no record; the put lock is held. */
  void unname() {
    if (sequence >= 0) {
      files.delete(sequence);
    }
  }

  /** Deletes a file without its name. One that got it but no record is replaced by the next put. */
  @Override
  public void close() {
    if (file != null && sequence < 0) {
      SpillFiles.delete(file);
    }
  }
}
