package io.joinq.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import io.joinq.worker.handler.PermanentFailureException;
import io.joinq.worker.handler.Task;
import io.joinq.worker.handler.TaskHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The worker's loop over a real queue, with handlers made for the case. */
@Timeout(60)
final class WorkerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LEASE_TIMEOUT = Duration.ofMillis(400);
  private static final Duration NO_TASK_TIMEOUT = Duration.ofMinutes(5);
  private static final int MAX_PAYLOAD = 1 << 20;

  @TempDir Path folder;

  private final BlockingQueue<Task> handled = new LinkedBlockingQueue<>();
  private JoinableQueue queue;
  private Worker worker;

  @BeforeEach
  void openQueue() {
    queue = open();
  }

  private JoinableQueue open() {
    return JoinableQueue.open(
        QueueConfig.of("chronicle:" + folder.resolve("queue"))
            .withCapacity(8)
            .withLeaseTimeout(LEASE_TIMEOUT)
            .withMaxPayload(MAX_PAYLOAD));
  }

  @AfterEach
  void closeAll() throws Exception {
    if (worker != null) {
      worker.drain(Duration.ZERO);
      worker.close();
    }
    queue.close();
  }

  private void work(TaskHandler handler) {
    work(1, NO_TASK_TIMEOUT, handler);
  }

  private void work(int threads, Duration taskTimeout, TaskHandler handler) {
    worker =
        new Worker(
            queue,
            task -> {
              handled.add(task);
              return handler.handle(task);
            },
            new WorkerSettings(threads, taskTimeout, LEASE_TIMEOUT));
    worker.start();
  }

  private TaskId put(String payload) throws InterruptedException {
    return queue.put(payload.getBytes(UTF_8));
  }

  private Task nextHandled() throws InterruptedException {
    Task task = handled.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(task).as("a task given to the handler").isNotNull();
    return task;
  }

  private void join() throws InterruptedException {
    assertThat(queue.join(PATIENCE)).isEqualTo(JoinResult.JOINED);
  }

  private TaskStatus status(TaskId id) {
    return queue.task(id).orElseThrow();
  }

  private String result(TaskId id) {
    return new String(queue.result(id).orElseThrow(), UTF_8);
  }

  @Test
  void finishesTasksWithTheResultsOfTheirHandler() throws Exception {
    work(task -> (task.id() + " was " + new String(task.payload(), UTF_8)).getBytes(UTF_8));
    TaskId first = put("one");
    TaskId second = put("two");

    join();

    assertThat(status(first).state()).isEqualTo(TaskState.DONE);
    assertThat(result(first)).isEqualTo("task-0 was one");
    assertThat(result(second)).isEqualTo("task-1 was two");
  }

  @Test
  void severalThreadsHandleSeveralTasksAtATime() throws Exception {
    CyclicBarrier together = new CyclicBarrier(3);
    work(
        3,
        NO_TASK_TIMEOUT,
        task -> {
          together.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
          return task.payload();
        });
    for (int i = 0; i < 3; i++) {
      put("task");
    }

    join();

    assertThat(handled).extracting(Task::attempt).containsExactly(1, 1, 1);
  }

  @Test
  void aFailedAttemptIsHandledAgainWithItsReasonKept() throws Exception {
    work(
        task -> {
          if (task.attempt() == 1) {
            throw new IllegalStateException("no\nluck");
          }
          return "second".getBytes(UTF_8);
        });
    TaskId id = put("task");

    join();

    assertThat(result(id)).isEqualTo("second");
    assertThat(status(id).causes())
        .singleElement()
        .satisfies(
            cause -> {
              assertThat(cause.cause()).isEqualTo(Redelivery.Cause.HANDLER_FAILED);
              assertThat(cause.detail()).isEqualTo("java.lang.IllegalStateException: no | luck");
            });
    Task first = nextHandled();
    assertThat(nextHandled().fencingToken()).isGreaterThan(first.fencingToken());
  }

  @Test
  void aTaskThatAlwaysFailsBecomesADeadLetterAndTheWorkerGoesOn() throws Exception {
    work(
        task -> {
          if (task.id().sequence() == 0) {
            throw new StackOverflowError();
          }
          return task.payload();
        });
    TaskId poison = put("poison");
    TaskId good = put("good");

    join();

    assertThat(status(poison).state()).isEqualTo(TaskState.DEAD);
    assertThat(status(poison).causes()).hasSize(QueueConfig.DEFAULT_MAX_ATTEMPTS);
    assertThat(result(good)).isEqualTo("good");
  }

  @Test
  void aHandlerThatDiesOfAnErrorGivesItsTaskBackAtOnceAndItsThreadHandlesTheNext()
      throws Exception {
    work(
        task -> {
          if (task.attempt() == 1) {
            // What Thread.stop has a thread die of, where there is such a thing.
            throw new ThreadDeath();
          }
          return Thread.currentThread().getName().getBytes(UTF_8);
        });
    TaskId id = put("task");

    join();

    assertThat(result(id)).isEqualTo("task-thread-1");
    assertThat(status(id).causes())
        .extracting(Redelivery::cause, Redelivery::detail)
        .containsExactly(tuple(Redelivery.Cause.HANDLER_FAILED, "java.lang.ThreadDeath"));
  }

  @Test
  void aFailureThatCannotEvenBeDescribedIsAFailedAttemptAndTheWorkerGoesOn() throws Exception {
    work(
        task -> {
          if (task.attempt() == 1) {
            throw new Indescribable();
          }
          return task.payload();
        });
    TaskId id = put("task");

    join();

    assertThat(status(id).state()).isEqualTo(TaskState.DONE);
    assertThat(status(id).causes())
        .extracting(Redelivery::detail)
        .containsExactly(Indescribable.class.getName());
  }

  private static final class Indescribable extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }

  @Test
  void aPermanentFailureEndsTheTaskAtOnce() throws Exception {
    work(
        task -> {
          throw new PermanentFailureException("not a WAV file");
        });
    TaskId id = put("task");

    join();

    assertThat(status(id).state()).isEqualTo(TaskState.FAILED);
    assertThat(result(id)).isEqualTo("not a WAV file");
    assertThat(handled).hasSize(1);
  }

  @Test
  void aResultOverTheLimitFailsItsTask() throws Exception {
    work(task -> new byte[MAX_PAYLOAD + 1]);
    TaskId id = put("task");

    join();

    assertThat(status(id).state()).isEqualTo(TaskState.FAILED);
    assertThat(result(id)).contains("result of " + (MAX_PAYLOAD + 1) + " bytes is larger");
  }

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
        .isInstanceOf(HeedlessHandlerException.class)
        .hasMessageContainingAll("the handler of task-0", "task-thread-1 is lost")
        .extracting(e -> ((HeedlessHandlerException) e).stack())
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
        .isInstanceOf(HeedlessHandlerException.class);

    assertThat(status(other).state()).isEqualTo(TaskState.DONE);
    assertThat(status(other).attempts()).isEqualTo(1);
    assertThat(status(queued).attempts()).isZero();
    go.countDown();
  }

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

  private boolean drain() {
    try {
      return worker.drain(PATIENCE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
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

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean open = false;
    while (!open) {
      try {
        latch.await();
        open = true;
      } catch (InterruptedException e) {
        // Heeds none.
      }
    }
  }
}
