package io.joinq.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.worker.handler.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks that take longer than they should. */
@Tag("long")
final class WorkerTimeTest extends WorkerTesting {
  @Test
  void aTaskThatTakesLongerThanItsLeaseIsNotGivenToAnother() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    work(
        task -> {
          go.await();
          return task.payload();
        });
    TaskId id = put("long");
    nextHandled();

    try (JoinableQueue other = open()) {
      assertThat(other.poll(LEASE_TIMEOUT.multipliedBy(4))).isEmpty();
    }
    go.countDown();

    join();
    assertThat(status(id).attempts()).isEqualTo(1);
  }

  @Test
  void aTaskPastItsTimeIsInterruptedAndHandledAgain() throws Exception {
    work(
        1,
        Duration.ofMillis(200),
        task -> {
          if (task.attempt() == 1) {
            new CountDownLatch(1).await();
          }
          return task.payload();
        });
    TaskId id = put("slow");

    join();

    assertThat(status(id).state()).isEqualTo(TaskState.DONE);
    assertThat(status(id).causes())
        .extracting(Redelivery::detail)
        .containsExactly("timed out after 200 ms");
  }

  @Test
  void aHandlerThatHeedsNoInterruptionLosesItsTaskAndEndsItsWorker() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    work(
        1,
        Duration.ofMillis(200),
        task -> {
          awaitUninterruptibly(go);
          return "too late".getBytes(UTF_8);
        });
    TaskId id = put("stubborn");

    assertThatThrownBy(() -> worker.awaitEnd(PATIENCE))
        .isInstanceOf(UninterruptibleHandlerException.class)
        .hasMessageContainingAll("the handler of task-0", "task-thread-1 is lost")
        .extracting(e -> ((UninterruptibleHandlerException) e).stack())
        .asString()
        .contains("awaitUninterruptibly");
    worker.close();

    work(task -> "in time".getBytes(UTF_8));
    join();
    go.countDown();
    assertThat(result(id)).isEqualTo("in time");
    assertThat(status(id).causes())
        .extracting(Redelivery::detail)
        .containsExactly("timed out after 200 ms, and did not stop");
  }

  @Test
  void aThreadThatIsLostLetsTheOthersFinishAndClaimsNoMore() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    work(
        2,
        Duration.ofMillis(1_500),
        task -> {
          if (task.id().sequence() == 0) {
            awaitUninterruptibly(go);
          }
          while (task.id().sequence() == 1 && !worker.isDraining()) {
            task.renew();
          }
          return task.payload();
        });
    put("stubborn");
    TaskId other = put("slow");
    TaskId queued = put("queued");

    assertThatThrownBy(() -> worker.awaitEnd(PATIENCE))
        .isInstanceOf(UninterruptibleHandlerException.class);

    assertThat(status(other).state()).isEqualTo(TaskState.DONE);
    assertThat(status(other).attempts()).isEqualTo(1);
    assertThat(status(queued).attempts()).isZero();
    go.countDown();
  }

  @Test
  void anInterruptionOfOneTaskNeverReachesTheNext() throws Exception {
    work(
        1,
        Duration.ofMillis(100),
        task -> {
          if (task.payload().length == 0) {
            Thread.currentThread().interrupt();
          }
          return task.payload();
        });
    List<TaskId> ids = List.of(put(""), put("next"), put(""), put("last"));

    join();

    await().atMost(PATIENCE).until(() -> handled.size() == ids.size());
    assertThat(handled).extracting(Task::attempt).containsOnly(1);
  }
}
