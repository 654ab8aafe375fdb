package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.WorkerIdentity;
import io.joinq.queue.WorkerStatus;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ProgressTest {
  private static final int TASKS = 4;

  @TempDir Path folder;

  @Test
  void aTaskThatWasJustClaimedHasNotBeenSilentForLonger() throws InterruptedException {
    QueueConfig config =
        QueueConfig.of("chronicle:" + folder.resolve("queue"))
            .withCapacity(TASKS)
            .withWorker(WorkerIdentity.BY_HAND);
    try (JoinableQueue queue = JoinableQueue.open(config)) {
      for (int i = 0; i < TASKS; i++) {
        queue.put(new byte[1]);
      }
      for (int i = 0; i < TASKS; i++) {
        queue.take();
        WorkerStatus worker = queue.status().workers().get(0);
        assertThat(worker.sinceProgress())
            .as("%d claimed, in slots that were never used", i + 1)
            .isLessThanOrEqualTo(worker.taskAge().plus(Duration.ofSeconds(1)));
      }
    }
  }
}
