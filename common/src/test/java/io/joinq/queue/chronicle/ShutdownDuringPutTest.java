package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.joinq.process.JavaCommand;
import io.joinq.process.Signal;
import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueShutdownException;
import io.joinq.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A shutdown while a put of another process is past the point where it looks for one. */
@Timeout(120)
class ShutdownDuringPutTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir private Path folder;

  private ChildJvm stoppedAt(Step step) {
    ChildJvm child =
        ChildJvm.start(
            JavaCommand.of(ProtocolChild.class.getName())
                .withProperty("joinq.step", step + ":STOP")
                .withArguments(url(), "600000", "3", "put"));
    await().atMost(PATIENCE).until(() -> ProcFs.isStopped(child.pid()));
    return child;
  }

  private String url() {
    return "chronicle:" + folder.resolve("queue");
  }

  @Test
  void whatItAcceptsIsTakenBeforeTakesEnd() throws Exception {
    try (JoinableQueue queue = JoinableQueue.open(QueueConfig.of(url()));
        ChildJvm producer = stoppedAt(Step.PUT_RECORD_WRITTEN)) {
      queue.shutdown();
      assertThat(queue.poll(SHORT)).as("it may yet come").isEmpty();

      producer.signal(Signal.CONT);
      producer.awaitLine("put task-0");

      assertEndsAfterTheTask(queue);
    }
  }

  @Test
  void whatItHadCommittedWhenItDiedIsTakenBeforeTakesEnd() throws Exception {
    try (JoinableQueue queue = JoinableQueue.open(QueueConfig.of(url()));
        ChildJvm producer = stoppedAt(Step.PUT_COMMITTED)) {
      queue.shutdown();
      producer.signal(Signal.KILL);

      assertEndsAfterTheTask(queue);
    }
  }

  private static void assertEndsAfterTheTask(JoinableQueue queue) throws InterruptedException {
    Lease lease = queue.poll(PATIENCE).orElseThrow();
    queue.taskDone(lease);
    assertThatThrownBy(() -> queue.poll(PATIENCE)).isInstanceOf(QueueShutdownException.class);
    assertThat(queue.join(PATIENCE)).isEqualTo(JoinResult.JOINED);
  }
}
