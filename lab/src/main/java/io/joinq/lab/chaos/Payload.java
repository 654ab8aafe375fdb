package io.joinq.lab.chaos;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The payload of a task in a chaos run. It names the task, and all its bytes follow from that name,
 * so a receiver can verify it.
 *
 * @param key names the task outside the queue
 * @param poison whether each attempt is to fail
 * @param size in bytes
 */
record Payload(String key, boolean poison, int size) {
  static final int SMALLEST = 64;

  byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    bytes.put((key + ' ' + poison + ' ' + size + '\n').getBytes(StandardCharsets.US_ASCII));
    SplittableRandom random = new SplittableRandom(key.hashCode());
    while (bytes.remaining() >= Long.BYTES) {
      bytes.putLong(random.nextLong());
    }
    return bytes.array();
  }

  /**
   * Reads what the bytes say of themselves.
   *
   * @throws IllegalArgumentException if they are not those of such a task
   */
  static Payload of(byte[] bytes) {
    String head =
        new String(bytes, 0, Math.min(bytes.length, SMALLEST), StandardCharsets.ISO_8859_1);
    int end = head.indexOf('\n');
    String[] words = head.substring(0, Math.max(0, end)).split(" ", -1);
    if (words.length != 3) {
      throw new IllegalArgumentException(bytes.length + " bytes that were never put");
    }
    return new Payload(words[0], Boolean.parseBoolean(words[1]), Integer.parseInt(words[2]));
  }

  /** Whether these are the bytes that were put. */
  boolean isIntact(byte[] bytes) {
    return Arrays.equals(bytes, toBytes());
  }
}
