package io.joinq.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.worker.handler.Task;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How a worker ends. */
@Tag("fast")
final class WorkerEndTest extends WorkerTesting {
  @Test
  void aDrainLetsTasksFinishAndClaimsNoMore() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    work(
        task -> {
          go.await();
          return task.payload();
        });
    TaskId running = put("running");
    nextHandled();
    TaskId queued = put("queued");

    // It drains with a task that cannot finish yet, so from here on it sees that it has to end.
    CompletableFuture<Boolean> drained = CompletableFuture.supplyAsync(this::drain);
    await().atMost(PATIENCE).until(worker::isDraining);
    assertThat(drained).isNotDone();
    assertThat(status(running).state()).isEqualTo(TaskState.RUNNING);
    go.countDown();

    assertThat(drained.join()).isTrue();
    assertThat(status(running).state()).isEqualTo(TaskState.DONE);
    assertThat(status(queued).state()).isEqualTo(TaskState.QUEUED);
    worker.awaitEnd(PATIENCE);
  }

  @Test
  void aDrainHandsBackUnharmedWhatDoesNotFinishInTime() throws Exception {
    work(
        task -> {
          new CountDownLatch(1).await();
          return task.payload();
        });
    TaskId id = put("endless");
    nextHandled();

    assertThat(worker.drain(Duration.ofMillis(50))).isTrue();

    assertThat(status(id).state()).isEqualTo(TaskState.QUEUED);
    assertThat(status(id).attempts()).isZero();
    assertThat(status(id).causes())
        .extracting(Redelivery::cause)
        .containsExactly(Redelivery.Cause.RELEASED);
  }

  @Test
  void aDrainReleasesTheTaskOfAHandlerThatHeedsNoInterruption() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    work(
        task -> {
          awaitUninterruptibly(go);
          return task.payload();
        });
    TaskId id = put("stubborn");
    nextHandled();

    assertThat(worker.drain(Duration.ofMillis(50))).isFalse();

    assertThat(status(id).state()).isEqualTo(TaskState.QUEUED);
    go.countDown();
    worker.awaitEnd(PATIENCE);
    assertThat(status(id).state()).as("after a late taskDone").isEqualTo(TaskState.QUEUED);
  }

  @Test
  void endsWhenTheQueueIsShutDown() throws Exception {
    work(Task::payload);
    put("last");
    join();

    queue.shutdown();

    worker.awaitEnd(PATIENCE);
  }

  @Test
  void endsWithTheReasonWhenClaimsFail() {
    work(Task::payload);

    queue.close();

    assertThatThrownBy(() -> worker.awaitEnd(PATIENCE)).isInstanceOf(IllegalStateException.class);
  }
}
