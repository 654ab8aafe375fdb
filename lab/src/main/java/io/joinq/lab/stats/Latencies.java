package io.joinq.lab.stats;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** A set of measured durations, each kept to three significant digits. Not thread-safe. */
public final class Latencies {
  private static final int DIGITS = 3;
  private static final double NANOS_PER_MS = 1e6;

  private final Histogram histogram = new Histogram(DIGITS);

  public void add(long nanos) {
    histogram.recordValue(Math.max(0, nanos));
  }

  public int count() {
    return Math.toIntExact(histogram.getTotalCount());
  }

  /**
   * Returns the smallest recorded time that this share of all times does not exceed.
   *
   * @param share from 0 to 1
   * @return ms; 0 if nothing was recorded
   */
  public double quantile(double share) {
    return histogram.getValueAtPercentile(100 * share) / NANOS_PER_MS;
  }

  public double p50() {
    return quantile(0.5);
  }

  public double p99() {
    return quantile(0.99);
  }

  public double max() {
    return quantile(1);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "p50 %.1f ms, p99 %.1f ms, max %.1f ms", p50(), p99(), max());
  }
}
