package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestartDelayTest {
  private static final Duration SHORT = Duration.ofMillis(1_999);
  private static final Duration LONG = Duration.ofSeconds(2);

  private final RestartDelay delay = new RestartDelay();

  @Test
  void isNoneAfterALongLife() {
    assertThat(delay.after(LONG)).isZero();
    assertThat(delay.after(LONG)).isZero();
  }

  @Test
  void doublesAfterShortLivesUpToFiveSeconds() {
    assertThat(IntStream.range(0, 8).mapToObj(i -> delay.after(SHORT).toMillis()))
        .containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 5_000L, 5_000L);
  }

  @Test
  void beginsAnewAfterALongLife() {
    delay.after(SHORT);
    delay.after(SHORT);
    assertThat(delay.after(LONG)).isZero();
    assertThat(delay.after(SHORT)).isEqualTo(Duration.ofMillis(100));
  }
}
