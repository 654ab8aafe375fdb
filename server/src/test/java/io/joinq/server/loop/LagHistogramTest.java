package io.joinq.server.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class LagHistogramTest {
  private final AtomicLong clock = new AtomicLong();
  private final LagHistogram lag = new LagHistogram(clock::get);

  @Test
  void saysNothingOfNothing() {
    assertThat(lag.summary())
        .isEqualTo(new LagHistogram.Summary(0, Duration.ZERO, Duration.ZERO, Duration.ZERO));
  }

  @Test
  void tellsQuantilesAtMostAnEighthTooLarge() {
    for (int micros = 1; micros <= 1_000; micros++) {
      lag.record(micros * 1_000L);
    }
    LagHistogram.Summary summary = lag.summary();

    assertThat(summary.count()).isEqualTo(1_000);
    assertThat(summary.p50()).isBetween(Duration.ofNanos(500_000), Duration.ofNanos(562_500));
    assertThat(summary.p99()).isBetween(Duration.ofNanos(990_000), Duration.ofNanos(1_000_000));
    assertThat(summary.max()).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void keepsTheShortestAndTheLongestExactly() {
    lag.record(-5);
    lag.record(7);
    lag.record(Long.MAX_VALUE);

    assertThat(lag.summary().p50()).isEqualTo(Duration.ofNanos(7));
    assertThat(lag.summary().max()).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
  }

  @Test
  void forgetsAfterAMinute() {
    lag.record(1_000_000);
    clock.addAndGet(Duration.ofSeconds(31).toNanos());
    lag.record(10);
    assertThat(lag.summary().count()).isEqualTo(2);

    clock.addAndGet(Duration.ofSeconds(31).toNanos());
    assertThat(lag.summary().count()).isEqualTo(1);

    clock.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(lag.summary().count()).isZero();
  }
}
