package io.joinq.server.put;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** Counts what happened within the last seconds. Thread-safe. */
public final class RecentCount {
  /** So many, the present one among them. */
  public static final int SECONDS = 5;

  private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;
  // In the order of time, at most one for each second.
  private final Deque<Second> seconds = new ArrayDeque<>();

  /**
   * @param nanoTime the clock
   */
  public RecentCount(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** One more. */
  public synchronized void count() {
    long now = second();
    Second last = seconds.peekLast();
    long before = last != null && last.at == now ? seconds.removeLast().times : 0;
    seconds.addLast(new Second(now, before + 1));
    forgetBefore(now);
  }

  /** As of now. */
  public synchronized Lately lately() {
    forgetBefore(second());
    return new Lately(seconds.stream().mapToLong(Second::times).sum(), seconds.size());
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
   * @param times that it happened
   * @param seconds in how many of them it did
   */
  public record Lately(long times, int seconds) {
    public static final Lately NONE = new Lately(0, 0);
  }

  private record Second(long at, long times) {}
}
