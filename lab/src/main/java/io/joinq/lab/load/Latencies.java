package io.joinq.lab.load;

import java.util.Arrays;
import java.util.Locale;

/** A set of measured durations. Not thread-safe. */
final class Latencies {
  private static final double NANOS_PER_MS = 1e6;

  private long[] nanos = new long[1_024];
  private int count;
  private boolean sorted = true;

  void add(long time) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = time;
    sorted = false;
  }

  int count() {
    return count;
  }

  /** In ms; 0 if nothing was measured. */
  double quantile(double share) {
    if (!sorted) {
      Arrays.sort(nanos, 0, count);
      sorted = true;
    }
    int rank = Math.max(0, (int) Math.ceil(count * share) - 1);
    return count == 0 ? 0 : nanos[rank] / NANOS_PER_MS;
  }

  double p99() {
    return quantile(0.99);
  }

  double max() {
    return quantile(1);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "p50 %.1f ms, p99 %.1f ms, max %.1f ms", quantile(0.5), p99(), max());
  }
}
