package io.joinq.lab.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class LatenciesTest {
  private static final long NANOS_PER_MS = 1_000_000;
  private static final Percentage PRECISION = withPercentage(0.1);

  private final Latencies latencies = new Latencies();

  @Test
  void returnsTheSmallestTimeThatAShareOfAllDidNotExceed() {
    LongStream.rangeClosed(1, 2_000).map(i -> (2_001 - i) * NANOS_PER_MS).forEach(latencies::add);
    assertThat(latencies.count()).isEqualTo(2_000);
    assertThat(latencies.p50()).isCloseTo(1_000, PRECISION);
    assertThat(latencies.p99()).isCloseTo(1_980, PRECISION);
    assertThat(latencies.max()).isCloseTo(2_000, PRECISION);
    latencies.add(1);
    assertThat(latencies.quantile(0)).as("one added after a query").isEqualTo(1e-6);
  }

  @Test
  void countsWhatTheClockMeasuredBackwardsAsZero() {
    latencies.add(-5);
    assertThat(latencies.count()).isOne();
    assertThat(latencies.max()).isZero();
  }

  @Test
  void isZeroWhereNothingWasMeasured() {
    assertThat(latencies.max()).isZero();
    assertThat(latencies).hasToString("p50 0.0 ms, p99 0.0 ms, max 0.0 ms");
  }
}
