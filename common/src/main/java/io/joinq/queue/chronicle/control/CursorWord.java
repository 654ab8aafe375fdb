package io.joinq.queue.chronicle.control;

/**
 * The word for which claims compete: {@code sequence 47 | paused 1 | winner slot + 1 16}. The
 * sequence is that of the next claim. The winner is the slot that won the last one; the next
 * claimer helps it before it moves on. The pause is a bit of this word, so a claim that began
 * before a pause cannot succeed after it.
 */
public final class CursorWord {
  private static final int SEQUENCE_SHIFT = 17;
  private static final long PAUSED = 1L << 16;
  private static final long WINNER_MASK = PAUSED - 1;

  private CursorWord() {}

  public static long sequence(long word) {
    return word >>> SEQUENCE_SHIFT;
  }

  public static boolean isPaused(long word) {
    return (word & PAUSED) != 0;
  }

  /** The slot that won {@code sequence - 1}, or -1 if no slot did. */
  public static int winner(long word) {
    return (int) (word & WINNER_MASK) - 1;
  }

  /** The word after {@code slot} has won the sequence that {@code word} offers. */
  public static long wonBy(long word, int slot) {
    return (sequence(word) + 1) << SEQUENCE_SHIFT | (word & PAUSED) | (slot + 1);
  }

  /** The word with everything below {@code sequence} gone and no winner. */
  public static long movedTo(long word, long sequence) {
    return sequence << SEQUENCE_SHIFT | (word & PAUSED);
  }

  public static long withPaused(long word, boolean paused) {
    return paused ? word | PAUSED : word & ~PAUSED;
  }
}
