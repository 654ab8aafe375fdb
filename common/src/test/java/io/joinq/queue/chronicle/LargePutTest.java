package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.os.ProcFs;
import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.queue.chronicle.log.SpillFiles;
import io.joinq.testing.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Puts of payloads that have files of their own, behind a producer that is stopped in its append.
 */
@Tag("process")
@Timeout(120)
class LargePutTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final byte[] LARGE = new byte[1 << 20];

  @TempDir private Path folder;

  private JoinableQueue queue;
  private ChildJvm producer;

  @BeforeEach
  void stopProducer() {
    String url = "chronicle:" + folder.resolve("queue");
    queue = JoinableQueue.open(QueueConfig.of(url));
    producer =
        ChildJvm.start(
            JavaCommand.of(ProtocolChild.class.getName())
                .withProperty("joinq.step", FailPoint.PUT_RECORD_WRITTEN + ":STOP")
                .withArguments(url, "600000", "3", "put"));
    await().atMost(PATIENCE).until(() -> ProcFs.isStopped(producer.pid()));
  }

  @AfterEach
  void close() {
    producer.close();
    queue.close();
  }

  /** Those that have no task's name yet. */
  private List<Path> unnamed() {
    try (Stream<Path> files = Files.list(folder.resolve("queue/spill"))) {
      return files
          .filter(file -> SpillFiles.sequenceOf(file.getFileName().toString()).isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void onesThatWaitWithoutAThreadWriteTheirPayloadOnce() throws Exception {
    CompletableFuture<Optional<TaskId>> put = queue.putAsync(LARGE, PATIENCE);
    await().until(() -> !unnamed().isEmpty());
    List<Path> written = unnamed();
    // A waiting put tries again every 10 ms.
    await().during(Duration.ofMillis(200)).until(() -> unnamed().equals(written));

    producer.signal(Signal.CONT);
    // The producer's own task has the only place.
    assertThat(queue.poll(PATIENCE)).isPresent();

    assertThat(put.join()).isPresent();
    assertThat(unnamed()).isEmpty();
  }

  @Test
  void onesThatTimeOutOrAreCancelledLeaveNoFile() {
    CompletableFuture<Optional<TaskId>> cancelled = queue.putAsync(LARGE, PATIENCE);
    await().until(() -> !unnamed().isEmpty());
    cancelled.cancel(false);
    CompletableFuture<Optional<TaskId>> late = queue.putAsync(LARGE, Duration.ofMillis(100));

    assertThat(late.join()).isEmpty();
    await().until(() -> unnamed().isEmpty());
  }

  @Test
  void onesThatWaitWhenTheQueueIsClosedLeaveNoFile() {
    CompletableFuture<Optional<TaskId>> put = queue.putAsync(LARGE, PATIENCE);
    await().until(() -> !unnamed().isEmpty());

    queue.close();

    await().until(put::isCompletedExceptionally);
    assertThat(unnamed()).isEmpty();
  }
}
