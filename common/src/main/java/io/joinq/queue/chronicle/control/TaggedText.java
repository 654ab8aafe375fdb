package io.joinq.queue.chronicle.control;

import java.nio.charset.StandardCharsets;

/**
 * A short text in words of the control file: 6 bytes of text in each word, and a 16-bit tag of its
 * owner. It is written once, by any process, from the last word to the first, so a reader that sees
 * the first word sees all. A stopped writer that continues after the words have a new owner changes
 * nothing.
 */
public final class TaggedText {
  private static final int TAG_BITS = 16;
  private static final long TAG_MASK = (1L << TAG_BITS) - 1;
  private static final int BYTES_A_WORD = 6;

  private final ControlFile control;
  private final int offset;
  private final int words;
  private final long tag;

  /**
   * @param owner of which the low 16 bits are kept
   */
  TaggedText(ControlFile control, int offset, int words, long owner) {
    this.control = control;
    this.offset = offset;
    this.words = words;
    this.tag = owner & TAG_MASK;
  }

  /** Makes the words this owner's, who has them to himself. */
  void clear() {
    for (int word = 0; word < words; word++) {
      control.set(offset + 8 * word, tag);
    }
  }

  /** Writes the text, as much of it as there is room for, unless there is one. */
  void write(String text) {
    byte[] bytes = shortened(text, words * BYTES_A_WORD);
    for (int word = (bytes.length - 1) / BYTES_A_WORD; word >= 0; word--) {
      control.compareAndSet(offset + 8 * word, tag, packed(bytes, word * BYTES_A_WORD) | tag);
    }
  }

  /** The text; empty if none is written, or the words have gone to another owner. */
  String read() {
    byte[] bytes = new byte[words * BYTES_A_WORD];
    int length = 0;
    while (length < bytes.length) {
      long word = control.get(offset + 8 * (length / BYTES_A_WORD));
      byte next = (byte) (word >>> (TAG_BITS + Byte.SIZE * (length % BYTES_A_WORD)));
      if ((word & TAG_MASK) != tag || next == 0) {
        break;
      }
      bytes[length++] = next;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private static long packed(byte[] bytes, int from) {
    long word = 0;
    for (int i = from; i < Math.min(bytes.length, from + BYTES_A_WORD); i++) {
      word |= (bytes[i] & 0xffL) << (TAG_BITS + Byte.SIZE * (i - from));
    }
    return word;
  }

  /** The text's first bytes in UTF-8, never ending in the middle of a character. */
  public static byte[] shortened(String text, int mostBytes) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int end = Math.min(bytes.length, mostBytes);
    while (end > 0 && end < bytes.length && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return java.util.Arrays.copyOf(bytes, end);
  }
}
