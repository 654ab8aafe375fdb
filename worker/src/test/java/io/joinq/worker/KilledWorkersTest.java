package io.joinq.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Busy workers killed at random moments; {@code -Djoinq.kills=100} kills more of them. */
@Tag("process")
@Timeout(900)
final class KilledWorkersTest {
  private static final int KILLS = Integer.getInteger("joinq.kills", 6);
  private static final long SEED = Long.getLong("joinq.seed", System.nanoTime());
  private static final int CAPACITY = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LONGEST_TASK_NANOS = 200_000_000;

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final List<ChildJvm> workers = new ArrayList<>();

  @Test
  void everyAcceptedTaskIsDoneAndNoSlotIsLost() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    try (JoinableQueue queue = JoinableQueue.open(config())) {
      CompletableFuture<List<TaskId>> puts =
          CompletableFuture.supplyAsync(() -> putUntil(over, queue));
      workers.add(start());
      for (int kill = 0; kill < KILLS; kill++) {
        killBusyWorker(queue);
      }
      over.set(true);
      List<TaskId> accepted = puts.get();

      assertThat(queue.join(PATIENCE)).as("seed %d", SEED).isEqualTo(JoinResult.JOINED);
      assertThat(accepted)
          .isNotEmpty()
          .allMatch(id -> queue.admin().task(id).orElseThrow().state() == TaskState.DONE);
      assertThat(accepted)
          .filteredOn(id -> !queue.admin().task(id).orElseThrow().causes().isEmpty())
          .as("tasks that were delivered again")
          .isNotEmpty();
      requireExactCapacity(queue);
    } finally {
      over.set(true);
      workers.forEach(ChildJvm::close);
    }
  }

  private QueueConfig config() {
    return QueueConfig.of("chronicle:" + folder.resolve("queue"))
        .withCapacity(CAPACITY)
        .withMaxAttempts(QueueConfig.MAX_ATTEMPTS);
  }

  private ChildJvm start() {
    return ChildJvm.start(
        JavaCommand.of(WorkerMain.class.getName())
            .withArguments("--queue", config().url().toString(), "--threads", "2")
            .withArguments("--max-attempts", Integer.toString(QueueConfig.MAX_ATTEMPTS)));
  }

  private List<TaskId> putUntil(AtomicBoolean over, JoinableQueue queue) {
    List<TaskId> accepted = new ArrayList<>();
    try {
      while (!over.get()) {
        queue.offer(new byte[64], Duration.ofMillis(100)).ifPresent(accepted::add);
        assertThat(queue.depth()).isLessThanOrEqualTo(CAPACITY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return accepted;
  }

  /** Starts the next worker while the killed one is still busy, so that one is always waiting. */
  private void killBusyWorker(JoinableQueue queue) {
    ChildJvm victim = workers.get(workers.size() - 1);
    workers.add(start());
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                queue.admin().status().workers().stream()
                    .anyMatch(w -> w.pid() == victim.pid() && w.task().isPresent()));
    LockSupport.parkNanos((long) (random.nextDouble() * LONGEST_TASK_NANOS));
    victim.signal(Signal.KILL);
    victim.close();
  }

  private void requireExactCapacity(JoinableQueue queue) {
    queue.admin().pause();
    for (int i = 0; i < CAPACITY; i++) {
      assertThat(queue.offer(new byte[1])).isPresent();
    }
    assertThat(queue.offer(new byte[1])).isEmpty();
    assertThat(queue.isFull()).isTrue();
  }
}
