package io.joinq.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.joinq.queue.QueueConfig;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.worker.handler.PermanentFailureException;
import io.joinq.worker.handler.Task;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of tasks and of their results. */
@Tag("fast")
final class WorkerTest extends WorkerTesting {
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
}
