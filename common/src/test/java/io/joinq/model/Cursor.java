package io.joinq.model;

/** The word CURSOR: {@code next sequence | PAUSED | winner slot + 1}. */
final class Cursor {
  private static final int PAUSED = 1 << 4;

  private Cursor() {}

  static int sequence(int cursor) {
    return cursor & 15;
  }

  static boolean isPaused(int cursor) {
    return (cursor & PAUSED) != 0;
  }

  /** The slot that won the sequence before this one, or -1. */
  static int winner(int cursor) {
    return (cursor >> 5) - 1;
  }

  static int paused(int cursor) {
    return cursor | PAUSED;
  }

  static int resumed(int cursor) {
    return cursor & ~PAUSED;
  }

  static int withoutWinner(int cursor) {
    return cursor & 31;
  }

  /** The next sequence, the one before it won by this slot; keeps the pause bit. */
  static int advanced(int cursor, int slot) {
    return (sequence(cursor) + 1) | (cursor & PAUSED) | ((slot + 1) << 5);
  }

  static String describe(int cursor) {
    int winner = winner(cursor);
    return sequence(cursor)
        + (winner < 0 ? "" : " won by slot " + winner)
        + (isPaused(cursor) ? " PAUSED" : "");
  }
}
