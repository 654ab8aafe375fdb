package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.joinq.os.ProcFs;
import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueShutdownException;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A shutdown while a put of another process is past the point where it looks for one. */
@Tag("process")
@Timeout(120)
class ShutdownDuringPutTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration PROMISED = Duration.ofSeconds(1);
  private static final byte[] PAYLOAD = {1};

  @TempDir private Path folder;

  private ChildJvm stoppedAt(FailPoint step) {
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
        ChildJvm producer = stoppedAt(FailPoint.PUT_RECORD_WRITTEN)) {
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
        ChildJvm producer = stoppedAt(FailPoint.PUT_COMMITTED)) {
      queue.shutdown();
      producer.signal(Signal.KILL);

      assertEndsAfterTheTask(queue);
    }
  }

  @Test
  void thoseWhoWaitForItsLockAreRefusedAtOnce() throws Exception {
    try (JoinableQueue queue = JoinableQueue.open(QueueConfig.of(url()));
        ChildJvm producer = stoppedAt(FailPoint.PUT_RECORD_WRITTEN);
        ChildJvm other = putter()) {
      CompletableFuture<?> waits = queue.putAsync(PAYLOAD);
      Future<?> first = blocked(queue);
      Future<?> behind = blocked(queue);
      stayBlocked(List.of(waits, first, behind));

      queue.shutdown();

      for (Future<?> put : List.of(waits, first, behind)) {
        assertEndsWith(put, QueueShutdownException.class);
      }
      assertThat(other.awaitExit()).as("it threw").isEqualTo(1);
      assertThat(ProcFs.isStopped(producer.pid())).isTrue();
    }
  }

  @Test
  void closeReleasesThoseWhoWaitForItsLockThroughThatHandle() throws Exception {
    try (JoinableQueue stays = JoinableQueue.open(QueueConfig.of(url()));
        ChildJvm producer = stoppedAt(FailPoint.PUT_RECORD_WRITTEN)) {
      JoinableQueue queue = JoinableQueue.open(QueueConfig.of(url()));
      Future<?> ahead = blocked(stays);
      Future<?> behind = blocked(queue);
      stayBlocked(List.of(ahead, behind));

      queue.close();

      assertEndsWith(behind, IllegalStateException.class);
      stayBlocked(List.of(ahead));
      producer.signal(Signal.KILL);
      stays.taskDone(stays.poll(PATIENCE).orElseThrow());
      ahead.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private ChildJvm putter() {
    ChildJvm child =
        ChildJvm.start(
            JavaCommand.of(ProtocolChild.class.getName())
                .withArguments(url(), "600000", "3", "put"));
    await().atMost(PATIENCE).until(() -> child.stdout().contains("open"));
    return child;
  }

  /** A put on a thread of its own, which has to wait. */
  private static Future<?> blocked(JoinableQueue queue) {
    FutureTask<?> put = new FutureTask<>(() -> queue.put(PAYLOAD));
    Thread thread = new Thread(put, "putter");
    thread.setDaemon(true);
    thread.start();
    await().atMost(PATIENCE).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    return put;
  }

  private static void stayBlocked(List<Future<?>> puts) {
    await().during(SHORT).until(() -> puts.stream().noneMatch(Future::isDone));
  }

  private static void assertEndsWith(Future<?> put, Class<? extends Exception> type) {
    assertThatThrownBy(() -> put.get(PROMISED.toMillis(), TimeUnit.MILLISECONDS))
        .hasCauseInstanceOf(type);
  }

  private static void assertEndsAfterTheTask(JoinableQueue queue) throws InterruptedException {
    Lease lease = queue.poll(PATIENCE).orElseThrow();
    queue.taskDone(lease);
    assertThatThrownBy(() -> queue.poll(PATIENCE)).isInstanceOf(QueueShutdownException.class);
    assertThat(queue.join(PATIENCE)).isEqualTo(JoinResult.JOINED);
  }
}
