package io.joinq.server.loop;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Loop lag: how long callbacks waited for their turn, from when they were ready or a timer was due.
 * Covers the last 30 to 60 s. Any thread may record and read without blocking; a value recorded
 * while the window moves may be missing. Values are kept to two digits, up to {@link #MOST}.
 */
public final class LagHistogram {
  static final Duration MOST = Duration.ofHours(1);
  private static final long WINDOW_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int DIGITS = 2;

  private final LongSupplier nanoTime;
  private volatile Windows windows;

  /**
   * @param nanoTime the clock
   */
  LagHistogram(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    windows = new Windows(empty(), empty(), nanoTime.getAsLong());
  }

  private static Histogram empty() {
    return new ConcurrentHistogram(MOST.toNanos(), DIGITS);
  }

  void record(long nanos) {
    record(nanos, nanoTime.getAsLong());
  }

  /**
   * @param nowNanos for callers that have just read the clock
   */
  void record(long nanos, long nowNanos) {
    current(nowNanos).latest.recordValue(Math.min(MOST.toNanos(), Math.max(0, nanos)));
  }

  private Windows current(long nowNanos) {
    Windows now = windows;
    long age = nowNanos - now.sinceNanos;
    if (age < WINDOW_NANOS) {
      return now;
    }
    Histogram before = age < 2 * WINDOW_NANOS ? now.latest : empty();
    now = new Windows(empty(), before, nowNanos);
    windows = now;
    return now;
  }

  /** Summarizes the last 30 to 60 s. */
  public Summary summary() {
    Windows now = current(nanoTime.getAsLong());
    Histogram all = new Histogram(MOST.toNanos(), DIGITS);
    all.add(now.latest);
    all.add(now.before);
    return new Summary(
        all.getTotalCount(),
        Duration.ofNanos(all.getValueAtPercentile(50)),
        Duration.ofNanos(all.getValueAtPercentile(99)),
        Duration.ofNanos(all.getMaxValue()));
  }

  /**
   * The lag within the window.
   *
   * @param count of callbacks
   */
  public record Summary(long count, Duration p50, Duration p99, Duration max) {}

  private record Windows(Histogram latest, Histogram before, long sinceNanos) {}
}
