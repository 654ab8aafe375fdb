package io.joinq.server.put;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.json.RecentView;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class SlidingCounterTest {
  // As System.nanoTime, which may be of either sign.
  private final AtomicLong nanos = new AtomicLong(-Duration.ofSeconds(2).toNanos());
  private final SlidingCounter count = new SlidingCounter(nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void countsWhatWasRecentCountAndInHowManySeconds() {
    assertThat(count.lately()).isEqualTo(RecentView.NONE);
    count.count();
    count.count();
    pass(Duration.ofMillis(2_500));
    count.count();
    assertThat(count.lately()).isEqualTo(new RecentView(3, 2));
  }

  @Test
  void forgetsWhatIsOver() {
    count.count();
    pass(Duration.ofMillis(4_999));
    count.count();
    assertThat(count.lately()).isEqualTo(new RecentView(2, 2));
    pass(Duration.ofMillis(1));
    assertThat(count.lately()).isEqualTo(new RecentView(1, 1));
    pass(Duration.ofMinutes(1));
    assertThat(count.lately()).isEqualTo(RecentView.NONE);
  }
}
