package io.joinq.model;

/**
 * A slot's word A: {@code state | attempts | process | generation}. The whole word of a LEASED slot
 * is its fencing token.
 *
 * <pre>
 * bits  0-2  state       {@link State}
 *       3-4  attempts    failed deliveries so far
 *       5-7  process     of the owner; 0 where a state has none
 *       8-13 generation  raised whenever the slot is given another meaning
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // nothing outlives the exploration
final class LeaseWord {
  /**
   * The life of a slot.
   *
   * <pre>
   * FREE -> RESERVED -> INTENT --won--> LEASED --taskDone--------------> FREE
   *            ^          |              | ^ |
   *            +---lost---+      returned| | +--taskDone with a result-> COMPLETING -> FREE
   *                                      v | |
   *                                RETURNED  +--no attempts left-------> DEAD_LETTERING ----> FREE
   * </pre>
   */
  enum State {
    FREE,
    RESERVED,
    INTENT,
    LEASED,
    RETURNED,
    COMPLETING,
    DEAD_LETTERING;

    private static final State[] ALL = values();

    /** Whether a slot in this state holds a task, whatever CURSOR says. */
    boolean holdsTask() {
      return compareTo(LEASED) >= 0;
    }
  }

  static final int BITS = 14;
  private static final int MAX_GENERATION = 63;

  private LeaseWord() {}

  static int of(State state, int attempts, int process, int generation) {
    if (generation > MAX_GENERATION) {
      throw new IllegalStateException("the scenario needs more generations than " + MAX_GENERATION);
    }
    return state.ordinal() | (attempts << 3) | (process << 5) | (generation << 8);
  }

  static State state(int word) {
    return State.ALL[word & 7];
  }

  static boolean is(State state, int word) {
    return (word & 7) == state.ordinal();
  }

  static int attempts(int word) {
    return (word >> 3) & 3;
  }

  static int process(int word) {
    return (word >> 5) & 7;
  }

  static int generation(int word) {
    return word >> 8;
  }

  /** The same owner and attempts in another state, {@code raise} generations later. */
  static int to(State state, int word, int raise) {
    return of(state, attempts(word), process(word), generation(word) + raise);
  }

  /** Nobody's, in another state, {@code raise} generations later; a free slot has no attempts. */
  static int disowned(State state, int word, int raise) {
    int attempts = state == State.FREE ? 0 : attempts(word);
    return of(state, attempts, 0, generation(word) + raise);
  }

  static boolean isOwned(State state, int process, int word) {
    return is(state, word) && process(word) == process;
  }

  static String describe(int word) {
    State state = state(word);
    String owner = state == State.FREE || state == State.RETURNED ? "" : " p" + process(word);
    return state + owner + " try" + attempts(word) + " g" + generation(word);
  }
}
