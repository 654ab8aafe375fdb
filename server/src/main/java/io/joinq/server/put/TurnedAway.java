package io.joinq.server.put;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Counts the puts of the last seconds that found no place in time, whether their clients were told
 * to come back or that the task is dropped. Thread-safe.
 */
public final class TurnedAway {
  /** So many, the present one among them. */
  public static final int SECONDS = 5;

  private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;
  // In the order of time, at most one for each second.
  private final Deque<Second> seconds = new ArrayDeque<>();

  /**
   * @param nanoTime the clock
   */
  public TurnedAway(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** One more. */
  public synchronized void count() {
    long now = second();
    Second last = seconds.peekLast();
    long before = last != null && last.at == now ? seconds.removeLast().puts : 0;
    seconds.addLast(new Second(now, before + 1));
    forgetBefore(now);
  }

  public synchronized Lately lately() {
    forgetBefore(second());
    return new Lately(seconds.stream().mapToLong(Second::puts).sum(), seconds.size());
  }

  private void forgetBefore(long now) {
    while (!seconds.isEmpty() && now - seconds.getFirst().at >= SECONDS) {
      seconds.removeFirst();
    }
  }

  private long second() {
    return Math.floorDiv(nanoTime.getAsLong(), NANOS_PER_SECOND);
  }

  /**
   * Within the last {@value #SECONDS} s.
   *
   * @param puts that found no place
   * @param seconds in how many of them there was one
   */
  public record Lately(long puts, int seconds) {
    public static final Lately NONE = new Lately(0, 0);
  }

  private record Second(long at, long puts) {}
}
