package io.joinq.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.lab.load.ResponseParser.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class CountersTest {
  private final Counters counters = new Counters();

  private void answer(int status, String body) {
    counters.sent();
    counters.answered(new Response(status, body, body.length()), 1);
  }

  @Test
  void countsEachKindOfAnswer() {
    answer(200, "{\"status\":\"enqueued\",\"task_id\":\"task-0\"}");
    answer(202, "{\"status\":\"enqueued\",\"task_id\":\"task-1\"}");
    answer(503, "{\"type\":\"queue-full\",\"task_id\":\"task-2\"}");
    answer(200, "{\"status\":\"ok\"}");
    assertThat(counters.accepted()).containsExactly("task-0", "task-1");
    assertThat(counters).hasToString("2 accepted, 1 queue-full, 1 status 200");
    assertThat(counters.answered()).isEqualTo(4);
    assertThat(counters.serverErrors()).as("503 is none").isZero();
  }

  @Test
  void complainsOfErrorsAndFailuresAFewTimes() {
    answer(500, "{\"type\":\"internal\"}");
    for (int i = 0; i < 10; i++) {
      counters.sent();
      counters.fail("hung up");
    }
    assertThat(counters.serverErrors()).isEqualTo(1);
    assertThat(counters.failures()).isEqualTo(10);
    assertThat(counters.complaints())
        .hasSize(5)
        .startsWith("500 {\"type\":\"internal\"}", "hung up");
  }

  @Test
  void knowsWhatIsOutstanding() {
    counters.sent();
    counters.sent();
    assertThat(counters.open()).isEqualTo(2);
    counters.fail("hung up");
    assertThat(counters.open()).isEqualTo(1);
  }

  @Test
  void namesAnswersThatNoPutHas() {
    answer(200, "{\"status\":\"enqueued\",\"task_id\":\"task-0\"}");
    answer(503, "{\"type\":\"no-consumer\"}");
    assertThat(counters.unexpected(Counters.OF_PUTS)).isEmpty();
    assertThat(counters.count("no-consumer")).isEqualTo(1);
    assertThat(counters.count("queue-full")).isZero();
    answer(400, "{\"type\":\"bad-request\"}");
    assertThat(counters.unexpected(Counters.OF_PUTS)).containsExactly("bad-request");
  }
}
