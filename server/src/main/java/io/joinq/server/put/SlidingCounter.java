package io.joinq.server.put;

import io.joinq.json.RecentView;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** Counts events of the last few seconds. Thread-safe. */
public final class SlidingCounter {
  private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;
  // In the order of time, at most one for each second.
  private final Deque<Second> seconds = new ArrayDeque<>();

  /**
   * @param nanoTime the clock
   */
  public SlidingCounter(LongSupplier nanoTime) {
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
  public synchronized RecentView lately() {
    forgetBefore(second());
    return new RecentView(seconds.stream().mapToLong(Second::times).sum(), seconds.size());
  }

  private void forgetBefore(long now) {
    while (!seconds.isEmpty() && now - seconds.getFirst().at >= RecentView.SECONDS) {
      seconds.removeFirst();
    }
  }

  private long second() {
    return Math.floorDiv(nanoTime.getAsLong(), NANOS_PER_SECOND);
  }

  private record Second(long at, long times) {}
}
