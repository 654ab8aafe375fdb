package io.joinq.lab.load;

import java.time.Duration;

/**
 * Results of requests at a fixed rate, and of the probe beside them.
 *
 * @param rate requested rate, in requests/s
 */
record SteadyLoad(Probe probe, Counters counters, int rate, Duration time) {
  private static final double LEAST_SHARE = 0.9;
  private static final double NANOS_PER_SECOND = 1e9;

  double perSecond() {
    return counters.answered() * NANOS_PER_SECOND / time.toNanos();
  }

  /** Whether the rate was kept, and every request was answered as a put may be. */
  boolean isWhole() {
    return perSecond() >= LEAST_SHARE * rate
        && counters.failures() == 0
        && counters.unexpected(Counters.OF_PUTS).isEmpty();
  }
}
