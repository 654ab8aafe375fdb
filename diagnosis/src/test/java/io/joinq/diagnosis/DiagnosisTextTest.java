package io.joinq.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.WorkerStatus.State;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class DiagnosisTextTest {
  @Test
  void wrapsWordsAtTheWidthAndShowsEverything() {
    DiagnosisView found =
        new Given()
            .full()
            .paused()
            .worker(1, State.BUSY, Duration.ofSeconds(99))
            .stack(1, "my.Handler.handle(Handler.java:12)")
            .diagnose();

    String text = DiagnosisText.write(found, 60);

    assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
    assertThat(text.lines().toList())
        .startsWith("cause: worker_hung", "")
        .contains(
            "evidence", "stack of worker 1, pid 4001", "    at my.Handler.handle(Handler.java:12)");
    assertThat(text).contains("also: workers_paused: ", "  - remedy: resume them");
  }
}
