package io.joinq.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class LatenciesTest {
  private static final long NANOS_PER_MS = 1_000_000;

  private final Latencies latencies = new Latencies();

  @Test
  void tellsTheSmallestTimeThatAShareOfAllDidNotExceed() {
    // More than there is room for at first, the largest first.
    LongStream.rangeClosed(1, 2_000).map(i -> (2_001 - i) * NANOS_PER_MS).forEach(latencies::add);
    assertThat(latencies.count()).isEqualTo(2_000);
    assertThat(latencies.quantile(0.5)).isEqualTo(1_000);
    assertThat(latencies.p99()).isEqualTo(1_980);
    assertThat(latencies.max()).isEqualTo(2_000);
    latencies.add(1);
    assertThat(latencies.quantile(0)).as("one that came after it was asked").isEqualTo(1e-6);
  }

  @Test
  void isZeroWhereNothingWasMeasured() {
    assertThat(latencies.max()).isZero();
    assertThat(latencies).hasToString("p50 0.0 ms, p99 0.0 ms, max 0.0 ms");
  }
}
