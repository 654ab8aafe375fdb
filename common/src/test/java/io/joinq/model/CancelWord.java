package io.joinq.model;

/** The word of the one cancellation there is room for: {@code state | sequence}. */
final class CancelWord {
  static final int FREE = 0;
  private static final int PENDING = 1;
  private static final int CONFIRMED = 2;

  private CancelWord() {}

  public static int pending(int sequence) {
    return PENDING | (sequence << 2);
  }

  static int confirmed(int sequence) {
    return CONFIRMED | (sequence << 2);
  }

  public static int sequence(int word) {
    return word >> 2;
  }

  static boolean isPending(int word) {
    return (word & 3) == PENDING;
  }

  static boolean isConfirmed(int word) {
    return (word & 3) == CONFIRMED;
  }
}
