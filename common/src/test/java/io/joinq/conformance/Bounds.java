package io.joinq.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** What a timed call may take: its timeout, and no more than 250 ms beyond. */
final class Bounds {
  static final Duration SLACK = Duration.ofMillis(250);

  private Bounds() {}

  /** Something that may throw. */
  interface Action<T> {
    T run() throws Exception;
  }

  /** Runs a call that is to end at its timeout; returns what it returned. */
  static <T> T endsAt(Duration timeout, Action<T> call) throws Exception {
    long start = System.nanoTime();
    T value = call.run();
    requireBetween(timeout, Duration.ofNanos(System.nanoTime() - start));
    return value;
  }

  /** Runs a call that is to return at once; returns what it returned. */
  static <T> T endsAtOnce(Action<T> call) throws Exception {
    return endsAt(Duration.ZERO, call);
  }

  static void requireBetween(Duration timeout, Duration took) {
    assertThat(took).isGreaterThanOrEqualTo(timeout).isLessThanOrEqualTo(timeout.plus(SLACK));
  }
}
