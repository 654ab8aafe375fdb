package io.joinq.queue.chronicle.control;

import io.joinq.queue.Redelivery;

/**
 * The word of a lease slot: {@code state 4 | cause 3 | attempts 7 | process 8 | generation 42}. The
 * whole LEASED word is the token of a delivery: to end the delivery is a CAS from that word. A word
 * never recurs, because each end of a delivery raises the generation.
 *
 * <p>The attempts are the failed ones so far. The cause is that of the last return.
 */
public final class SlotWord {
  static final int MAX_PROCESSES = 256;

  private static final int STATE_SHIFT = 60;
  private static final int CAUSE_SHIFT = 57;
  private static final int ATTEMPTS_SHIFT = 50;
  private static final int PROCESS_SHIFT = 42;
  private static final long GENERATION_MASK = (1L << PROCESS_SHIFT) - 1;

  private SlotWord() {}

  public static SlotState state(long word) {
    return SlotState.of((int) (word >>> STATE_SHIFT));
  }

  /**
   * @throws IllegalArgumentException if the slot was never returned
   */
  public static Redelivery.Cause cause(long word) {
    return Redelivery.Cause.of((int) (word >>> CAUSE_SHIFT) & 0x7);
  }

  public static int attempts(long word) {
    return (int) (word >>> ATTEMPTS_SHIFT) & 0x7f;
  }

  public static int process(long word) {
    return (int) (word >>> PROCESS_SHIFT) & 0xff;
  }

  public static long generation(long word) {
    return word & GENERATION_MASK;
  }

  /** FREE, with a raised generation. */
  public static long freed(long word) {
    return nextGeneration(word);
  }

  /** RESERVED by a process that found the slot FREE, or lost with its INTENT. */
  public static long reserved(long word, int process) {
    long generation = state(word) == SlotState.FREE ? generation(word) : nextGeneration(word);
    return of(SlotState.RESERVED) | (long) process << PROCESS_SHIFT | generation;
  }

  /** The same slot in another state; everything else stays. */
  public static long in(long word, SlotState state) {
    return word << 4 >>> 4 | of(state);
  }

  /** LEASED by a process that found the slot RETURNED. */
  public static long leasedAgain(long word, int process) {
    return of(SlotState.LEASED)
        | (word & (0x7L << CAUSE_SHIFT))
        | (long) attempts(word) << ATTEMPTS_SHIFT
        | (long) process << PROCESS_SHIFT
        | generation(word);
  }

  /** RETURNED or DEAD_LETTERING for this cause, with a raised generation; the process stays. */
  public static long ended(long word, SlotState state, Redelivery.Cause cause, int attempts) {
    return of(state)
        | (long) cause.code() << CAUSE_SHIFT
        | (long) attempts << ATTEMPTS_SHIFT
        | (long) process(word) << PROCESS_SHIFT
        | nextGeneration(word);
  }

  private static long of(SlotState state) {
    return (long) state.code() << STATE_SHIFT;
  }

  private static long nextGeneration(long word) {
    return word + 1 & GENERATION_MASK;
  }

  static String toString(long word) {
    return state(word)
        + "(process "
        + process(word)
        + ", attempts "
        + attempts(word)
        + ", generation "
        + generation(word)
        + ")";
  }
}
