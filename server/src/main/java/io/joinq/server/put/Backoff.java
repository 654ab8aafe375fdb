package io.joinq.server.put;

import java.time.Duration;

/** Computes the pauses between retries of one put: doubling, within a deadline. */
final class Backoff {
  private static final long FIRST_NANOS = Duration.ofMillis(5).toNanos();
  private static final long LONGEST_NANOS = Duration.ofMillis(80).toNanos();

  private final long deadlineNanos;
  private long nextNanos = FIRST_NANOS;

  Backoff(long nowNanos, Duration timeout) {
    deadlineNanos = nowNanos + timeout.toNanos();
  }

  boolean isOver(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  /** The next pause, cut off at the deadline so that one last attempt is made there. */
  Duration next(long nowNanos) {
    long pause = Math.min(nextNanos, deadlineNanos - nowNanos);
    nextNanos = Math.min(2 * nextNanos, LONGEST_NANOS);
    return Duration.ofNanos(Math.max(0, pause));
  }
}
