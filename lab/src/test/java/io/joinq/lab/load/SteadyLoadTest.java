package io.joinq.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.lab.load.ResponseParser.Response;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class SteadyLoadTest {
  private final Counters counters = new Counters();
  private final SteadyLoad load = new SteadyLoad(null, counters, 20, Duration.ofSeconds(1));

  private void answer(int times, int status, String type) {
    String body = "{\"type\":\"" + type + "\"}";
    for (int i = 0; i < times; i++) {
      counters.sent();
      counters.answered(new Response(status, body, body.length()), 1);
    }
  }

  @Test
  void isWholeFromNineTenthsOfTheRate() {
    answer(17, 503, "queue-full");
    assertThat(load.isWhole()).isFalse();
    answer(1, 503, "no-consumer");
    assertThat(load.perSecond()).isEqualTo(18);
    assertThat(load.isWhole()).isTrue();
  }

  @Test
  void isNotWholeWithoutALoad() {
    assertThat(load.isWhole()).isFalse();
  }

  @Test
  void isNotWholeOnceAConnectionFailed() {
    answer(20, 503, "queue-full");
    counters.sent();
    counters.fail("refused");
    assertThat(load.isWhole()).isFalse();
  }

  @Test
  void isNotWholeWithAnAnswerThatNoPutHas() {
    answer(20, 503, "queue-full");
    answer(1, 500, "internal");
    assertThat(load.isWhole()).isFalse();
  }
}
