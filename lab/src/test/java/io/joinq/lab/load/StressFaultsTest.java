package io.joinq.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.lab.load.ResponseParser.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class StressFaultsTest {
  private final Counters counters = new Counters();

  private void answer(int status, String type) {
    String body = "{\"type\":\"" + type + "\"}";
    counters.sent();
    counters.answered(new Response(status, body, body.length()), 1);
  }

  @Test
  void findsNothingInAnswersThatAPutHas() {
    answer(503, "queue-full");
    answer(503, "queue-busy");
    answer(503, "no-consumer");
    assertThat(StressFaults.of("phase", counters)).isEmpty();
    assertThat(StressFaults.withoutConsumer("phase", counters)).isEmpty();
  }

  @Test
  void findsAServerThatRefusesEveryRequest() {
    answer(421, "misdirected-request");
    assertThat(StressFaults.of("phase", counters))
        .containsExactly("phase: answers that no put has: [misdirected-request]");
  }

  @Test
  void findsAServerError() {
    answer(500, "internal");
    assertThat(StressFaults.of("phase", counters)).first().asString().contains("1 answers of 500");
  }

  @Test
  void findsWhatFailedAndWhatIsOutstanding() {
    counters.sent();
    counters.sent();
    counters.fail("hung up");
    assertThat(StressFaults.of("phase", counters))
        .containsExactly("phase: 1 connections failed and 1 requests had no answer, [hung up]");
  }

  @Test
  void findsThatNobodyWasToldOfTheDeadWorker() {
    answer(503, "queue-full");
    assertThat(StressFaults.withoutConsumer("phase", counters)).hasSize(1);
  }

  @Test
  void findsAQueueThatWasNotFull() {
    assertThat(StressFaults.unlessFull(4, 4)).isEmpty();
    assertThat(StressFaults.unlessFull(3, 4)).singleElement().asString().endsWith("3 of 4");
  }

  @Test
  void findsThatNothingWasAcceptedOrNotAllIsDone() {
    assertThat(StressFaults.unlessAllDone(2, 2)).isEmpty();
    assertThat(StressFaults.unlessAllDone(0, 0)).containsExactly("no task was accepted");
    assertThat(StressFaults.unlessAllDone(2, 1)).containsExactly("of 2 accepted tasks 1 are done");
  }
}
