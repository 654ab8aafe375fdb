package io.joinq.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.lab.cluster.OutputLine;
import io.joinq.lab.cluster.Timeline;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The parts of a demo that need no process. */
@Tag("fast")
class DemoTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

  private String written() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void holdsOnlyWhenEveryClaimWasObserved() {
    Outcome outcome = new Outcome(DemoMode.ASYNC);
    outcome.claim("water is wet", "it was", true);
    assertThat(outcome.held()).isTrue();
    outcome.claim("fire is cold", "98 degrees", false);
    assertThat(outcome.held()).isFalse();
    new Summary(out).claims(outcome);
    assertThat(written())
        .containsPattern("water is wet +\\| it was +\\| yes")
        .containsPattern("fire is cold +\\| 98 degrees +\\| NO");
  }

  @Test
  void doesNotHoldWithoutAClaim() {
    assertThat(new Outcome(DemoMode.ASYNC).held()).isFalse();
  }

  @Test
  void comparesWhatWasObservedAndSaysWhatWasNot() {
    Outcome timed = new Outcome(DemoMode.TIMED);
    timed.fact(Outcome.Fact.SLOWEST_HEALTHZ, "512 ms");
    new Summary(out).comparison(List.of(timed, new Outcome(DemoMode.ASYNC)));
    assertThat(written()).containsPattern("slowest /healthz +\\| 512 ms +\\| not observed");
  }

  @Test
  void tellsHeartbeatsFromOtherLinesAndWorkersFromTheirServer() {
    assertThat(
            OutputLine.of("server", "10:00:00.123 INFO  [joinq-heartbeat] Heartbeat: heartbeat: x"))
        .isEqualTo(new OutputLine(Timeline.Who.HEARTBEAT, "heartbeat: x"));
    assertThat(OutputLine.of("server", "public http://127.0.0.1:1").who())
        .isEqualTo(Timeline.Who.SERVER);
    assertThat(
            OutputLine.of(
                "server", "worker-2 | 10:00:00.123 INFO  [task-thread-1] TaskRunner: done"))
        .isEqualTo(new OutputLine(Timeline.Who.WORKER, "done"));
  }
}
