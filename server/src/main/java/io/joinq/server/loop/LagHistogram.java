package io.joinq.server.loop;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Loop lag: how long callbacks waited for their turn, from when they were ready or a timer was due.
 * Covers the last 30 to 60 s. Any thread may record and read without blocking; a value recorded
 * while the window moves may be missing.
 *
 * <p>Eight buckets for each power of two: a value that is read is at most an eighth too large.
 */
public final class LagHistogram {
  private static final long WINDOW_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int SUB_BITS = 3;
  private static final int SUBS = 1 << SUB_BITS;
  private static final int BUCKETS = Long.SIZE * SUBS;

  private final LongSupplier nanoTime;
  private volatile Windows windows;

  /**
   * @param nanoTime the clock
   */
  LagHistogram(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    windows = new Windows(new Window(), new Window(), nanoTime.getAsLong());
  }

  void record(long nanos) {
    record(nanos, nanoTime.getAsLong());
  }

  /**
   * @param nowNanos for those who have just asked the clock
   */
  void record(long nanos, long nowNanos) {
    current(nowNanos).latest.add(Math.max(0, nanos));
  }

  private Windows current(long nowNanos) {
    Windows now = windows;
    long age = nowNanos - now.sinceNanos;
    if (age < WINDOW_NANOS) {
      return now;
    }
    Window before = age < 2 * WINDOW_NANOS ? now.latest : new Window();
    now = new Windows(new Window(), before, nowNanos);
    windows = now;
    return now;
  }

  /** What was recorded in the last half minute to a minute. */
  public Summary summary() {
    Windows now = current(nanoTime.getAsLong());
    long[] counts = new long[BUCKETS];
    long count = now.latest.addTo(counts) + now.before.addTo(counts);
    long max = Math.max(now.latest.max.get(), now.before.max.get());
    return new Summary(
        count,
        Duration.ofNanos(quantile(counts, count, 0.5, max)),
        Duration.ofNanos(quantile(counts, count, 0.99, max)),
        Duration.ofNanos(max));
  }

  private static long quantile(long[] counts, long count, double share, long max) {
    long rest = (long) Math.ceil(count * share);
    for (int bucket = 0; bucket < BUCKETS && count > 0; bucket++) {
      rest -= counts[bucket];
      if (rest <= 0) {
        return Math.min(max, highest(bucket));
      }
    }
    return max;
  }

  private static int bucket(long nanos) {
    if (nanos < SUBS) {
      return (int) nanos;
    }
    int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - SUB_BITS;
    return (shift << SUB_BITS) + (int) (nanos >>> shift);
  }

  private static long highest(int bucket) {
    if (bucket < 2 * SUBS) {
      return bucket;
    }
    int shift = (bucket >>> SUB_BITS) - 1;
    long lowest = (long) (SUBS + (bucket & (SUBS - 1))) << shift;
    return lowest + (1L << shift) - 1;
  }

  /**
   * What a window says.
   *
   * @param count of callbacks
   */
  public record Summary(long count, Duration p50, Duration p99, Duration max) {}

  private record Windows(Window latest, Window before, long sinceNanos) {}

  private static final class Window {
    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
    private final AtomicLong max = new AtomicLong();

    void add(long nanos) {
      counts.getAndIncrement(bucket(nanos));
      if (nanos > max.get()) {
        max.accumulateAndGet(nanos, Math::max);
      }
    }

    long addTo(long[] sums) {
      long count = 0;
      for (int bucket = 0; bucket < BUCKETS; bucket++) {
        sums[bucket] += counts.get(bucket);
        count += counts.get(bucket);
      }
      return count;
    }
  }
}
