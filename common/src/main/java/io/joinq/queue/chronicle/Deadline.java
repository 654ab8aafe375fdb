package io.joinq.queue.chronicle;

import java.time.Duration;

/**
 * A moment by which a call returns.
 *
 * @param nanos of {@link System#nanoTime}; {@link Long#MAX_VALUE} is never
 */
record Deadline(long nanos) {
  static final Deadline NEVER = new Deadline(Long.MAX_VALUE);

  /**
   * @throws IllegalArgumentException if the timeout is negative
   */
  static Deadline after(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative: " + timeout);
    }
    long now = System.nanoTime();
    boolean endless = timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE - now)) >= 0;
    return endless ? NEVER : new Deadline(now + timeout.toNanos());
  }

  static Deadline now() {
    return new Deadline(System.nanoTime());
  }

  long remainingNanos() {
    return nanos == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, nanos - System.nanoTime());
  }

  boolean isOver() {
    return nanos != Long.MAX_VALUE && nanos - System.nanoTime() <= 0;
  }
}
