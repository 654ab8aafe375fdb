package io.joinq.server.put;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class LogThrottleTest {
  private long nowNanos = 7;

  @Test
  void letsTheFirstPassAndThenOneASecond() {
    LogThrottle seldom = new LogThrottle(() -> nowNanos);
    assertThat(seldom.isTime()).isTrue();
    assertThat(seldom.isTime()).isFalse();
    nowNanos += Duration.ofMillis(999).toNanos();
    assertThat(seldom.isTime()).isFalse();
    nowNanos += Duration.ofMillis(1).toNanos();
    assertThat(seldom.isTime()).isTrue();
    assertThat(seldom.isTime()).isFalse();
  }
}
