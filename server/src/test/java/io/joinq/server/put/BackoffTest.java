package io.joinq.server.put;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class BackoffTest {
  @Test
  void doublesItsPausesAndEndsExactlyAtTheDeadline() {
    long start = Long.MAX_VALUE - 1000;
    long now = start;
    Backoff backoff = new Backoff(now, Duration.ofMillis(300));
    List<Long> pauses = new ArrayList<>();
    while (!backoff.isOver(now)) {
      Duration pause = backoff.next(now);
      pauses.add(pause.toMillis());
      now += pause.toNanos();
    }

    assertThat(pauses).containsExactly(5L, 10L, 20L, 40L, 80L, 80L, 65L);
    assertThat(now - start).isEqualTo(Duration.ofMillis(300).toNanos());
  }

  @Test
  void isOverAtOnceWithoutATimeout() {
    assertThat(new Backoff(7, Duration.ZERO).isOver(7)).isTrue();
  }
}
