package io.joinq.server.loop;

/**
 * Receives stalls on the watchdog's thread. It may count, save the stack or end the process. No
 * further stall is detected until it returns.
 */
public interface StallListener {

  /** A stall has lasted for longer than the threshold. */
  void began(Stall stall);

  /** It still lasts; called at growing intervals. */
  default void goesOn(Stall stall) {}

  /**
   * It is over.
   *
   * @param stall with its length as far as it was seen, and the handler and stack that it began
   *     with
   */
  void ended(Stall stall);
}
