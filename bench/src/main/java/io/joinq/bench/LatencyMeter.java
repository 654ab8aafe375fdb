package io.joinq.bench;

import java.util.Arrays;

/** Measures the age of pings when they are taken, after as many for warm-up. */
final class LatencyMeter implements Meter {
  private final long[] nanos;
  private int taken;

  LatencyMeter(Load load) {
    nanos = new long[load.pings()];
  }

  @Override
  public void taken(byte[] payload) {
    long age = System.nanoTime() - Pings.stamp(payload);
    int measured = taken++ - nanos.length;
    if (measured >= 0 && measured < nanos.length) {
      nanos[measured] = age;
      if (measured == nanos.length - 1) {
        report();
      }
    }
  }

  private void report() {
    Arrays.sort(nanos);
    Report.print(Report.MEASURED, nanos[nanos.length / 2], nanos[nanos.length * 99 / 100]);
  }
}
