package io.joinq.queue.chronicle;

import static io.joinq.queue.chronicle.control.ControlLayout.APPENDED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.os.ProcFs;
import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.DeadLetters;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that are late: what they were about to do is done, and undone, by others. */
@Tag("process")
@Timeout(60)
class LatePublisherTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;

  private QueueConfig config() {
    return QueueConfig.of("chronicle:" + folder.resolve("queue"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"requeue", "purge"})
  void bringsNoDeadLetterBackThatIsRequeuedOrPurged(String end) throws Exception {
    try (JoinableQueue queue = JoinableQueue.open(config());
        ChildJvm child =
            ChildJvm.start(
                JavaCommand.of(ProtocolChild.class.getName())
                    .withProperty("joinq.step", FailPoint.DEAD_LETTER_STAGED + ":STOP")
                    .withArguments(
                        config().url().toString(), "60000", "1", "put", "take", "retry"))) {
      await().atMost(PATIENCE).until(() -> ProcFs.isStopped(child.pid()));
      DeadLetters dead = queue.admin().deadLetters();
      await().atMost(PATIENCE).until(() -> dead.list().size() == 1);
      if (end.equals("requeue")) {
        assertThat(dead.requeue(new TaskId(0), PATIENCE)).isPresent();
      } else {
        assertThat(dead.purge()).isEqualTo(1);
      }

      child.signal(Signal.CONT);

      child.awaitLine("finished");
      assertThat(dead.list()).isEmpty();
    }
  }

  /** The log is ahead of what the control file says, as only a fault of the disk can leave it. */
  @Test
  void leavesThePayloadOfATaskAloneWhosePlaceItWasAboutToTake() throws Exception {
    byte[] first = "first".repeat(10_000).getBytes(UTF_8);
    byte[] second = "other".repeat(10_000).getBytes(UTF_8);
    try (JoinableQueue queue = JoinableQueue.open(config().withCapacity(4))) {
      queue.put(first);
      ControlFile.open(folder.resolve("queue").resolve("control"), true).set(APPENDED, 0);
      try {
        queue.offer(second);
      } catch (IllegalStateException e) {
        // It says that the log is ahead.
      }

      assertThat(queue.poll(PATIENCE).orElseThrow().payload()).isEqualTo(first);
    }
  }
}
