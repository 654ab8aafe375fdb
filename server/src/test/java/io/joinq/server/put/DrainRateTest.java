package io.joinq.server.put;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class DrainRateTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);
  private final DrainRate rate = new DrainRate(nanos::get);

  private void pass(double seconds) {
    nanos.addAndGet((long) (seconds * Duration.ofSeconds(1).toNanos()));
  }

  @Test
  void saysOneSecondBeforeAnythingWasMeasured() {
    assertThat(rate.retryAfterSeconds()).isEqualTo(1);
    pass(100);
    assertThat(rate.retryAfterSeconds()).isEqualTo(1);
  }

  @Test
  void saysTheMeanTimePerPlaceRoundedUp() {
    for (int freed = 0; freed < 5; freed++) {
      rate.record(freed, 1);
      pass(2.5);
    }

    assertThat(rate.retryAfterSeconds()).isEqualTo(3);
  }

  @Test
  void saysOneSecondWhenPlacesBecomeFreeFaster() {
    for (int freed = 0; freed < 1000; freed += 100) {
      rate.record(freed, 1);
      pass(0.5);
    }

    assertThat(rate.retryAfterSeconds()).isEqualTo(1);
  }

  @Test
  void ignoresWhatWasDoneBeforeTheFirstSample() {
    rate.record(1_000_000, 1);
    pass(7);
    rate.record(1_000_001, 1);

    assertThat(rate.retryAfterSeconds()).isEqualTo(7);
  }

  @Test
  void ignoresTimeInWhichNothingWaited() {
    rate.record(0, 0);
    pass(20);
    rate.record(0, 1);
    pass(2);
    rate.record(1, 0);

    assertThat(rate.retryAfterSeconds()).isEqualTo(2);
  }

  @Test
  void growsForAsLongAsNothingDrains() {
    rate.record(5, 0);
    pass(0.2);
    rate.record(6, 1);
    assertThat(rate.retryAfterSeconds()).isEqualTo(1);
    pass(3.5);
    assertThat(rate.retryAfterSeconds()).isEqualTo(4);
    rate.record(6, 1);
    pass(10);
    assertThat(rate.retryAfterSeconds()).isEqualTo(14);
  }

  @Test
  void neverSaysMoreThanAMinute() {
    rate.record(0, 1);
    pass(3600);
    assertThat(rate.retryAfterSeconds()).isEqualTo(60);
  }

  @Test
  void forgetsASlowTimeThatIsOver() {
    rate.record(0, 1);
    pass(25);
    rate.record(1, 1);
    for (int freed = 2; freed < 72; freed++) {
      pass(0.5);
      rate.record(freed, 1);
    }

    assertThat(rate.retryAfterSeconds()).isEqualTo(1);
  }

  @Test
  void startsAnewWithAQueueThatWasStartedAnew() {
    rate.record(100, 1);
    pass(30);
    rate.record(3, 1);
    assertThat(rate.retryAfterSeconds()).isEqualTo(1);
  }
}
