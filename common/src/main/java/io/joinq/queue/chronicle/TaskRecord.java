package io.joinq.queue.chronicle;

import io.joinq.queue.QueueException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A task as the log stores it, little endian:
 *
 * <pre>
 *  offset size
 *       0    4 CRC-32C of everything that follows
 *       4    4 kind: 1 = the payload follows, 2 = the payload is a file named after the sequence
 *       8    8 sequence
 *      16    8 put at, ms since 1970
 *      24    4 length of the payload
 *      28    4 CRC-32C of the payload if it is a file, else 0
 *      32  ... the payload, unless it is a file
 * </pre>
 */
final class TaskRecord {
  static final int HEADER = 32;

  private static final int INLINE = 1;
  private static final int SPILLED = 2;

  private final long sequence;
  private final long enqueuedAt;
  private final int length;
  private final int payloadCrc;

  /** Null if the payload is a file. */
  private final byte[] payload;

  private TaskRecord(long sequence, long enqueuedAt, int length, int crc, byte[] payload) {
    this.sequence = sequence;
    this.enqueuedAt = enqueuedAt;
    this.length = length;
    this.payloadCrc = crc;
    this.payload = payload;
  }

  /**
   * Writes a record into the target; returns its length.
   *
   * @param spilledCrc CRC of the payload if it is a file, else null
   */
  static int encode(
      byte[] target, long sequence, long enqueuedAt, byte[] payload, Integer spilledCrc) {
    ByteBuffer buffer = ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(4, spilledCrc == null ? INLINE : SPILLED);
    buffer.putLong(8, sequence);
    buffer.putLong(16, enqueuedAt);
    buffer.putInt(24, payload.length);
    buffer.putInt(28, spilledCrc == null ? 0 : spilledCrc);
    int end = HEADER;
    if (spilledCrc == null) {
      System.arraycopy(payload, 0, target, HEADER, payload.length);
      end += payload.length;
    }
    buffer.putInt(0, crc(target, 4, end));
    return end;
  }

  /**
   * Reads the record of this sequence from the first bytes of the source.
   *
   * @throws DamagedRecordException if they are not that record, whole
   */
  static TaskRecord decode(byte[] source, int end, long sequence) {
    ByteBuffer buffer = ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN);
    if (end < HEADER || buffer.getInt(0) != crc(source, 4, end)) {
      throw new DamagedRecordException(sequence, "its checksum is wrong");
    }
    int kind = buffer.getInt(4);
    int length = buffer.getInt(24);
    if (buffer.getLong(8) != sequence
        || (kind != INLINE && kind != SPILLED)
        || (kind == INLINE && end != HEADER + length)) {
      throw new DamagedRecordException(sequence, "another record stands in its place");
    }
    byte[] payload = kind == INLINE ? Arrays.copyOfRange(source, HEADER, end) : null;
    return new TaskRecord(sequence, buffer.getLong(16), length, buffer.getInt(28), payload);
  }

  static int crc(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  boolean isSpilled() {
    return payload == null;
  }

  long enqueuedAt() {
    return enqueuedAt;
  }

  /**
   * The payload, read from its file if it is one.
   *
   * @throws DamagedRecordException if the file is not what was put
   */
  byte[] payload(SpillFiles spills) {
    if (payload != null) {
      return payload;
    }
    byte[] spilled = spills.read(sequence);
    if (spilled.length != length || crc(spilled, 0, length) != payloadCrc) {
      throw new DamagedRecordException(sequence, "the file of its payload was changed");
    }
    return spilled;
  }

  /** The log has not what was put: the disk lost or changed it. */
  static final class DamagedRecordException extends QueueException {
    private static final long serialVersionUID = 1L;

    DamagedRecordException(long sequence, String how) {
      super("the record of task-" + sequence + " is damaged: " + how);
    }
  }
}
