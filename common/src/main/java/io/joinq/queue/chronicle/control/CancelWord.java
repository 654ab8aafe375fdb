package io.joinq.queue.chronicle.control;

/**
 * The word of a cancellation: {@code sequence 46 | process 8 | use 7 | state 3}. The process is
 * that of the canceller; the use grows each time the place is freed.
 *
 * <pre>
 * FREE --cancel--> PENDING --nobody had taken the task--> CONFIRMED --the task has ended--> FREE
 *   ^                 |
 *   +-----------------+ too late: found by the canceller, or by whoever has taken the task;
 *                       or the canceller died
 * </pre>
 *
 * A task with a CONFIRMED cancellation is delivered to nobody any more.
 */
public final class CancelWord {
  /** The code is what is stored. */
  public enum State {
    FREE(0),
    PENDING(1),
    CONFIRMED(2);

    private final int code;

    State(int code) {
      this.code = code;
    }
  }

  private static final State[] BY_CODE = State.values();
  private static final int SEQUENCE_SHIFT = 18;
  private static final int PROCESS_SHIFT = 10;
  private static final int USE_SHIFT = 3;
  private static final long USE_MASK = 0x7fL << USE_SHIFT;
  private static final long STATE_MASK = 0x7;

  private CancelWord() {}

  /**
   * @throws IllegalStateException if no state has this code
   */
  public static State state(long word) {
    int code = (int) (word & STATE_MASK);
    if (code >= BY_CODE.length) {
      throw new IllegalStateException("control file is damaged: cancellation state " + code);
    }
    return BY_CODE[code];
  }

  public static long sequence(long word) {
    return word >>> SEQUENCE_SHIFT;
  }

  public static int process(long word) {
    return (int) (word >>> PROCESS_SHIFT) & 0xff;
  }

  /** PENDING, in a place that was found FREE. */
  public static long pending(long free, long sequence, int process) {
    return sequence << SEQUENCE_SHIFT
        | (long) process << PROCESS_SHIFT
        | (free & USE_MASK)
        | State.PENDING.code;
  }

  /** The same cancellation in another state. */
  public static long in(long word, State state) {
    return (word & ~STATE_MASK) | state.code;
  }

  /** FREE, for the next use. */
  public static long freed(long word) {
    return (word + (1 << USE_SHIFT)) & USE_MASK;
  }
}
