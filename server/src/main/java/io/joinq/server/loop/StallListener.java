package io.joinq.server.loop;

/**
 * Is told of stalls, on the watchdog's thread. It may act: count, save the stack, end the process.
 * While it does, no further stall is noticed.
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
