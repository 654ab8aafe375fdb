package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.WorkerIdentity;
import io.joinq.queue.WorkerStatus;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.ControlLayout;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("fast")
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
        WorkerStatus worker = queue.admin().status().workers().get(0);
        assertThat(worker.sinceProgress())
            .as("%d claimed, in slots that were never used", i + 1)
            .isLessThanOrEqualTo(worker.taskAge().plus(Duration.ofSeconds(1)));
      }
    }
  }

  @Test
  void theSilenceOfAWorkerDoesNotHangOnAClockThatIsSet() throws InterruptedException {
    QueueConfig config =
        QueueConfig.of("chronicle:" + folder.resolve("queue"))
            .withWorker(WorkerIdentity.BY_HAND)
            .withMaxAttempts(TASKS);
    try (JoinableQueue queue = JoinableQueue.open(config)) {
      queue.put(new byte[1]);
      for (int attempt = 1; attempt <= 2; attempt++) {
        Lease lease = queue.take();

        // As if the clock had been set forward by an hour since the claim.
        ControlFile control = ControlFile.open(folder.resolve("queue/control"), true);
        for (int slot = 0; slot < control.shape().slots(); slot++) {
          control.setPlain(control.slot(slot) + ControlLayout.CLAIMED_AT, anHourAgo());
        }

        WorkerStatus worker = queue.admin().status().workers().get(0);
        assertThat(worker.taskAge()).isGreaterThan(Duration.ofMinutes(59));
        assertThat(worker.sinceProgress()).isLessThan(Duration.ofMinutes(1));
        await().until(() -> !queue.admin().status().workers().get(0).sinceProgress().isZero());
        lease.retry("once more");
      }
    }
  }

  private static long anHourAgo() {
    return System.currentTimeMillis() - Duration.ofHours(1).toMillis();
  }
}
