package io.joinq.queue.chronicle.log;

import io.joinq.queue.QueueException;
import java.io.IOException;
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
 *       4    4 kind: 1 = the payload follows, 2 = the payload is a file named after the sequence,
 *                3 = nothing, a repair found that the task was lost, 4 = nothing, a repair found
 *                that the task had ended
 *       8    8 sequence
 *      16    8 put at, ms since 1970
 *      24    4 length of the payload
 *      28    4 CRC-32C of the payload if it is a file, else 0
 *      32  ... the payload, unless it is a file
 * </pre>
 */
public final class TaskRecord {
  public static final int HEADER = 32;

  static final int KIND_AT = 4;
  static final int SEQUENCE_AT = 8;
  static final int INLINE = 1;
  static final int SPILLED = 2;
  public static final int LOST = 3;
  public static final int ENDED = 4;

  private static final int LENGTH_AT = 24;

  private final int kind;
  private final long sequence;
  private final long enqueuedAt;
  private final int length;
  private final int payloadCrc;

  /** Null if the payload is a file, or there is none. */
  private final byte[] payload;

  private TaskRecord(
      int kind, long sequence, long enqueuedAt, int length, int crc, byte[] payload) {
    this.kind = kind;
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

  /** Writes the record that stands for a task which has none any more; returns its length. */
  public static int encodeGap(byte[] target, int kind, long sequence) {
    ByteBuffer buffer = ByteBuffer.wrap(target, 0, HEADER).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(KIND_AT, kind);
    buffer.putLong(SEQUENCE_AT, sequence);
    buffer.putLong(16, 0);
    buffer.putLong(LENGTH_AT, 0);
    buffer.putInt(0, crc(target, 4, HEADER));
    return HEADER;
  }

  /** How long the record would be that began here; -1 if none can. */
  static int lengthAt(SegmentFile file, long at) throws IOException {
    if (file.intAt(at + KIND_AT) != INLINE) {
      return HEADER;
    }
    int length = file.intAt(at + LENGTH_AT);
    return length < 0 || length > SpillFiles.LARGEST_INLINE ? -1 : HEADER + length;
  }

  static long sequenceOf(byte[] source) {
    return ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN).getLong(SEQUENCE_AT);
  }

  static boolean isWhole(byte[] source, int end) {
    return end >= HEADER
        && ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == crc(source, 4, end);
  }

  /**
   * Reads the record of this sequence from the first bytes of the source.
   *
   * @throws DamagedRecordException if they are not that record, whole
   */
  public static TaskRecord decode(byte[] source, int end, long sequence) {
    ByteBuffer buffer = ByteBuffer.wrap(source).order(ByteOrder.LITTLE_ENDIAN);
    if (!isWhole(source, end)) {
      throw new DamagedRecordException(sequence, "its checksum is wrong");
    }
    int kind = buffer.getInt(4);
    int length = buffer.getInt(24);
    if (buffer.getLong(8) != sequence
        || kind < INLINE
        || kind > ENDED
        || (kind == INLINE && end != HEADER + length)) {
      throw new DamagedRecordException(sequence, "another record stands in its place");
    }
    if (kind == LOST) {
      throw new DamagedRecordException(sequence, "it was lost before the queue was repaired");
    }
    byte[] payload = kind == INLINE ? Arrays.copyOfRange(source, HEADER, end) : null;
    return new TaskRecord(kind, sequence, buffer.getLong(16), length, buffer.getInt(28), payload);
  }

  public static int crc(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  public boolean isSpilled() {
    return kind == SPILLED;
  }

  /** Whether the task had ended before a repair, and is not to be delivered. */
  public boolean isEnded() {
    return kind == ENDED;
  }

  long enqueuedAt() {
    return enqueuedAt;
  }

  /**
   * The payload, read from its file if it is one.
   *
   * @throws DamagedRecordException if the file is not what was put
   */
  public byte[] payload(SpillFiles spills) {
    if (payload != null) {
      return payload;
    }
    byte[] spilled = spills.read(sequence);
    if (spilled.length != length || crc(spilled, 0, length) != payloadCrc) {
      throw new DamagedRecordException(sequence, "the file of its payload has another checksum");
    }
    return spilled;
  }

  /** The log has not what was put: the disk lost or changed it. */
  public static final class DamagedRecordException extends QueueException {
    private static final long serialVersionUID = 1L;

    public DamagedRecordException(long sequence, String how) {
      super("the record of task-" + sequence + " is damaged: " + how);
    }
  }
}
