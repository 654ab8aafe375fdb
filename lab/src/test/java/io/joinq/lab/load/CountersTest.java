package io.joinq.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.lab.load.ResponseParser.Response;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally = new Tally();

  private void answer(int status, String body) {
    tally.sent();
    tally.answered(new Response(status, body, body.length()), 1);
  }

  @Test
  void countsEachKindOfAnswer() {
    answer(200, "{\"status\":\"enqueued\",\"task_id\":\"task-0\"}");
    answer(202, "{\"status\":\"enqueued\",\"task_id\":\"task-1\"}");
    answer(503, "{\"type\":\"queue-full\",\"task_id\":\"task-2\"}");
    answer(200, "{\"status\":\"ok\"}");
    assertThat(tally.accepted()).containsExactly("task-0", "task-1");
    assertThat(tally).hasToString("2 accepted, 1 queue-full, 1 status 200");
    assertThat(tally.answered()).isEqualTo(4);
    assertThat(tally.serverErrors()).as("503 is none").isZero();
  }

  @Test
  void complainsOfErrorsAndFailuresAFewTimes() {
    answer(500, "{\"type\":\"internal\"}");
    for (int i = 0; i < 10; i++) {
      tally.sent();
      tally.fail("hung up");
    }
    assertThat(tally.serverErrors()).isEqualTo(1);
    assertThat(tally.failures()).isEqualTo(10);
    assertThat(tally.complaints()).hasSize(5).startsWith("500 {\"type\":\"internal\"}", "hung up");
  }

  @Test
  void knowsWhatIsOutstanding() {
    tally.sent();
    tally.sent();
    assertThat(tally.open()).isEqualTo(2);
    tally.fail("hung up");
    assertThat(tally.open()).isEqualTo(1);
  }

  @Test
  void namesAnswersThatNoPutHas() {
    answer(200, "{\"status\":\"enqueued\",\"task_id\":\"task-0\"}");
    answer(503, "{\"type\":\"no-consumer\"}");
    assertThat(tally.unexpected(Tally.OF_PUTS)).isEmpty();
    assertThat(tally.count("no-consumer")).isEqualTo(1);
    assertThat(tally.count("queue-full")).isZero();
    answer(400, "{\"type\":\"bad-request\"}");
    assertThat(tally.unexpected(Tally.OF_PUTS)).containsExactly("bad-request");
  }
}
