package io.joinq.server.supervisor;

import java.time.Duration;

/**
 * How long to wait before a worker that died is started anew: not at all if it had lived for a
 * while, and else twice as long each time, so that a worker that cannot start does not use up the
 * machine.
 */
final class RestartDelay {
  static final Duration SHORT_LIFE = Duration.ofSeconds(2);
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private Duration next = FIRST;

  /** The delay after a life that lasted so long. */
  Duration after(Duration life) {
    if (life.compareTo(SHORT_LIFE) >= 0) {
      next = FIRST;
      return Duration.ZERO;
    }
    Duration delay = next;
    Duration doubled = delay.multipliedBy(2);
    next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    return delay;
  }
}
