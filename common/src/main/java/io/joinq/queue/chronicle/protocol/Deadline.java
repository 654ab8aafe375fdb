package io.joinq.queue.chronicle.protocol;

import java.time.Duration;

/**
 * The moment by which a call must return.
 *
 * @param nanos as {@link System#nanoTime}; {@link Long#MAX_VALUE} means never
 */
public record Deadline(long nanos) {
  public static final Deadline NEVER = new Deadline(Long.MAX_VALUE);

  /**
   * @throws IllegalArgumentException if the timeout is negative
   */
  public static Deadline after(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException(
          "timeout must not be negative, and it is " + timeout.toMillis() + " ms");
    }
    long now = System.nanoTime();
    boolean endless = timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE - now)) >= 0;
    return endless ? NEVER : new Deadline(now + timeout.toNanos());
  }

  public static Deadline now() {
    return new Deadline(System.nanoTime());
  }

  long remainingNanos() {
    return nanos == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, nanos - System.nanoTime());
  }

  public boolean isOver() {
    return nanos != Long.MAX_VALUE && nanos - System.nanoTime() <= 0;
  }
}
