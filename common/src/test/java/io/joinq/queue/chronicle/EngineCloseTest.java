package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueException;
import io.joinq.queue.QueueProcess;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The last handle of a JVM is closed: everything ends, in order, and nothing is left behind. */
@Tag("process")
@Timeout(60)
class EngineCloseTest {
  private static final String NAME = "close-test";

  @TempDir private Path folder;

  private QueueConfig config() {
    return QueueConfig.of("chronicle:" + folder.resolve(NAME));
  }

  private static void assertNoThreadsAreLeft() {
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().endsWith(NAME)));
  }

  @Test
  void endsEveryThreadAlthoughTheCallerIsInterrupted() {
    JoinableQueue queue = JoinableQueue.open(config().withCapacity(1));
    queue.putAsync(new byte[1]).join();
    CompletableFuture<?> waits = queue.putAsync(new byte[1], Duration.ofSeconds(60));
    Thread.currentThread().interrupt();

    queue.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(waits).isCompletedExceptionally();
    assertNoThreadsAreLeft();
  }

  @Test
  void waitsForAPutThatIsInsideItsAppend() throws Exception {
    try (ChildJvm child =
        ChildJvm.start(
            JavaCommand.of(ClosingChild.class.getName())
                .withProperty("joinq.step", FailPoint.PUT_RECORD_WRITTEN + ":STALL")
                .withArguments(config().url().toString()))) {
      assertThat(child.awaitLine("closed")).isEqualTo("closed with 1 tasks");
    }
  }

  @Test
  void leavesNothingBehindIfItCannotBeOpened() throws Exception {
    JoinableQueue.open(config()).close();
    Path checkpoint = folder.resolve(NAME).resolve("checkpoint");
    Files.deleteIfExists(checkpoint);
    Files.createDirectories(checkpoint.resolve("in-the-way"));

    assertThatThrownBy(() -> JoinableQueue.open(config().withSync(true)))
        .isInstanceOf(QueueException.class);

    assertNoThreadsAreLeft();
    try (JoinableQueue queue = JoinableQueue.open(config())) {
      assertThat(queue.offer(new byte[1])).isPresent();
    }
  }

  /** Its disk stalls in a chore of the housekeeper: it must not look stopped meanwhile. */
  @Test
  void beatsItsHeartWhileTheDiskStalls() throws Exception {
    try (ChildJvm child =
        ChildJvm.start(
            JavaCommand.of(ProtocolChild.class.getName())
                .withProperty("joinq.segmentTasks", "2")
                .withProperty("joinq.step", FailPoint.RECLAIM_CHOSEN + ":STALL")
                .withArguments(
                    config().url().toString(),
                    "60000",
                    "3",
                    "put",
                    "take",
                    "done",
                    "put",
                    "take",
                    "done",
                    "put",
                    "take",
                    "done"))) {
      await().until(() -> child.stdout().contains("finished"));
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(4))
          .until(() -> longestSilence().compareTo(Duration.ofSeconds(1)) < 0);
    }
  }

  private Duration longestSilence() {
    return QueueAdmin.examine(config().url()).processes().stream()
        .map(QueueProcess::silentFor)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
