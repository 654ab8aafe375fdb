package io.joinq.queue.chronicle.control;

/**
 * Lifecycle of a lease slot. A task stays in one slot from its claim to its end.
 *
 * <pre>
 * FREE --reserve--> RESERVED --publish--> INTENT --won--> LEASED --taskDone---------------> FREE
 *                      ^                    |              | | |
 *                      +---- lost, gen+1 ---+              | | +--result staged--> COMPLETING
 *                      |                                   | |                        |
 *                      +--owner died, gen+1--> FREE        | |   result published, gen+1
 *                                                          | |                        +--> FREE
 *                RETURNED(gen+1) <--released, retried,-----+ |
 *                   |    ^          expired, owner died      |
 *                   |    +---- a winning INTENT whose        +--no attempts left--> DEAD_LETTERING(gen+1)
 *                   |          owner died                                              |
 *                   +--claimed--> LEASED                            dead letter written, gen+1
 *                                                                                      +--> FREE
 * </pre>
 *
 * Who may do what:
 *
 * <ul>
 *   <li>Only the owner leaves RESERVED and a losing INTENT while it lives: a process that is merely
 *       stopped goes on as if nothing had happened, and would use what was taken from it.
 *   <li>Anybody may help a winning INTENT to LEASED; that is what the owner does next anyhow.
 *   <li>Anybody may revoke a LEASED whose deadline is past: the word is the owner's token, so
 *       whatever the owner then does fails.
 *   <li>Anybody may finish COMPLETING and DEAD_LETTERING: both only repeat what is already decided.
 * </ul>
 */
public enum SlotState {
  FREE(0),
  RESERVED(1),
  INTENT(2),
  LEASED(3),
  RETURNED(4),
  COMPLETING(5),
  DEAD_LETTERING(6);

  private static final SlotState[] BY_CODE = values();

  private final int code;

  SlotState(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /**
   * @throws IllegalStateException if no state has this code
   */
  static SlotState of(int code) {
    for (SlotState state : BY_CODE) {
      if (state.code == code) {
        return state;
      }
    }
    throw new IllegalStateException("control file is damaged: slot state " + code);
  }

  /** Whether a slot in this state has a claimed task that is not finished. */
  public boolean isHeld() {
    return this == LEASED || this == RETURNED || this == COMPLETING || this == DEAD_LETTERING;
  }
}
