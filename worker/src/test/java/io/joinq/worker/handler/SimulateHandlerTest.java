package io.joinq.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.queue.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
final class SimulateHandlerTest {
  private static final Task TASK = new Task(new TaskId(17), new byte[12], 1, 5);

  @Test
  void takesItsTimeAndSaysWhatItDid() throws Exception {
    List<Duration> pauses = new ArrayList<>();

    byte[] result = new SimulateHandler(SimulateHandler.WORK, pauses::add).handle(TASK);

    assertThat(result).asString().isEqualTo("simulated work on task-17, 12 bytes");
    assertThat(pauses).containsExactly(Duration.ofMillis(200));
  }

  @Test
  void stopsWhenInterrupted() {
    Pauser interrupted =
        duration -> {
          throw new InterruptedException();
        };

    assertThatThrownBy(() -> new SimulateHandler(SimulateHandler.WORK, interrupted).handle(TASK))
        .isInstanceOf(InterruptedException.class);
  }
}
