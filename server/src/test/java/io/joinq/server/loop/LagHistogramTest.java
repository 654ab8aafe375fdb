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
  void returnsQuantilesToTwoDigits() {
    for (int micros = 1; micros <= 1_000; micros++) {
      lag.record(micros * 1_000L);
    }
    LagHistogram.Summary summary = lag.summary();

    assertThat(summary.count()).isEqualTo(1_000);
    assertThat(summary.p50()).isBetween(Duration.ofNanos(500_000), Duration.ofNanos(505_000));
    assertThat(summary.p99()).isBetween(Duration.ofNanos(990_000), Duration.ofNanos(1_000_000));
    assertThat(summary.max()).isBetween(Duration.ofMillis(1), Duration.ofNanos(1_010_000));
  }

  @Test
  void countsNegativeTimesAsZeroAndVeryLongOnesAsTheLimit() {
    lag.record(-5);
    lag.record(7);
    lag.record(Long.MAX_VALUE);

    assertThat(lag.summary().count()).isEqualTo(3);
    assertThat(lag.summary().p50()).isEqualTo(Duration.ofNanos(7));
    assertThat(lag.summary().max())
        .isBetween(LagHistogram.MOST, LagHistogram.MOST.plus(LagHistogram.MOST.dividedBy(100)));
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
