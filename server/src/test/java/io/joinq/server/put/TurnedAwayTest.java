package io.joinq.server.put;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.server.put.TurnedAway.Lately;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TurnedAwayTest {
  // As System.nanoTime, which may be of either sign.
  private final AtomicLong nanos = new AtomicLong(-Duration.ofSeconds(2).toNanos());
  private final TurnedAway turnedAway = new TurnedAway(nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void countsWhatWasTurnedAwayAndInHowManySeconds() {
    assertThat(turnedAway.lately()).isEqualTo(Lately.NONE);
    turnedAway.count();
    turnedAway.count();
    pass(Duration.ofMillis(2_500));
    turnedAway.count();
    assertThat(turnedAway.lately()).isEqualTo(new Lately(3, 2));
  }

  @Test
  void forgetsWhatIsOver() {
    turnedAway.count();
    pass(Duration.ofMillis(4_999));
    turnedAway.count();
    assertThat(turnedAway.lately()).isEqualTo(new Lately(2, 2));
    pass(Duration.ofMillis(1));
    assertThat(turnedAway.lately()).isEqualTo(new Lately(1, 1));
    pass(Duration.ofMinutes(1));
    assertThat(turnedAway.lately()).isEqualTo(Lately.NONE);
  }
}
