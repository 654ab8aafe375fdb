package io.joinq.queue.chronicle.archive;

import io.joinq.queue.Redelivery;
import io.joinq.queue.chronicle.control.TaggedText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The place at the end of an archived task's file for a parent's report of its child's death, after
 * the task has ended: CRC-32C of what follows 4, length 1, UTF-8 91. It is all zero until it is
 * written, at once; one with a wrong checksum counts as empty.
 */
final class LateDetail {
  static final int SIZE = 96;
  private static final int TEXT = 5;

  private LateDetail() {}

  /** Whether a place is kept for the detail of this cause. */
  static boolean isAwaited(Redelivery cause) {
    return cause.cause() == Redelivery.Cause.WORKER_DIED && cause.detail().isEmpty();
  }

  /**
   * The offset of one in a file with this number of them; inside the file even if that is damaged.
   */
  static int offset(byte[] file, int count, int place) {
    return Math.min(file.length, Math.max(0, file.length - (count - place) * SIZE));
  }

  static byte[] encode(String detail) {
    byte[] text = TaggedText.shortened(detail, SIZE - TEXT);
    ByteBuffer buffer = ByteBuffer.allocate(SIZE);
    buffer.position(Integer.BYTES).put((byte) text.length).put(text);
    return buffer.putInt(0, crc(buffer.array(), 0)).array();
  }

  /** The cause in the file, with its late detail if there is one. */
  static Redelivery read(byte[] file, int count, int place, Redelivery cause) {
    int at = offset(file, count, place);
    ByteBuffer buffer = ByteBuffer.wrap(file);
    if (at + SIZE > file.length || buffer.getInt(at) != crc(file, at)) {
      return cause;
    }
    int length = Math.min(buffer.get(at + Integer.BYTES), SIZE - TEXT);
    String detail = new String(file, at + TEXT, Math.max(0, length), StandardCharsets.UTF_8);
    return new Redelivery(cause.attempt(), cause.cause(), detail, cause.pid(), cause.at());
  }

  private static int crc(byte[] bytes, int at) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at + Integer.BYTES, SIZE - Integer.BYTES);
    return (int) crc.getValue();
  }
}
