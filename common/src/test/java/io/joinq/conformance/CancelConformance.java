package io.joinq.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueException;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Cancelling: a task is either withdrawn for good or delivered, and everybody sees which. */
public abstract class CancelConformance extends Conformance {
  private static final int RACES = 300;
  private static final int MANY = 2_000;

  /** For the engines' subclasses. */
  protected CancelConformance() {}

  @Test
  public void aCancelledTaskHasFailedAtOnceAndIsNeverDelivered() throws Exception {
    QueueConfig config = newQueue(3);
    JoinableQueue queue = open(config);
    QueueProcess other = process(config);
    queue.put(bytes("first"));
    TaskId id = queue.put(bytes("second"));
    queue.put(bytes("third"));
    assertThat(queue.admin().cancel(id)).isTrue();
    TaskStatus status = queue.admin().task(id).orElseThrow();
    assertThat(status.state()).isEqualTo(TaskState.FAILED);
    assertThat(status.attempts()).isZero();
    assertThat(status.finishedAt()).isPresent();
    assertThat(queue.admin().result(id)).hasValue(bytes("cancelled"));
    assertThat(other.ask("result " + id).word(0)).isEqualTo("9");
    assertThat(finishNext(queue)).isEqualTo("first");
    assertThat(finishNext(queue)).isEqualTo("third");
    assertThat(queue.poll()).isEmpty();
    assertThat(queue.join(SHORT).joined()).isTrue();
    assertThat(queue.admin().task(id).orElseThrow().state()).isEqualTo(TaskState.FAILED);
    assertThat(queue.admin().result(id)).hasValue(bytes("cancelled"));
  }

  @Test
  public void aTaskThatRunsOrHasEndedOrIsCancelledCannotBeCancelled() throws Exception {
    JoinableQueue queue = open(newQueue(2));
    TaskId running = queue.put(bytes(1));
    TaskId cancelled = queue.put(bytes(2));
    assertThat(queue.admin().cancel(cancelled)).isTrue();
    assertThat(queue.admin().cancel(cancelled)).isFalse();
    Lease lease = queue.take();
    assertThat(queue.admin().cancel(running)).isFalse();
    assertThat(lease.isHeld()).isTrue();
    queue.taskDone(lease, bytes("done"));
    assertThat(queue.admin().cancel(running)).isFalse();
    assertThat(queue.admin().result(running)).hasValue(bytes("done"));
    assertThat(queue.join(LONG).joined()).isTrue();
    assertThat(queue.admin().cancel(cancelled)).isFalse();
  }

  @Test
  public void aTaskThatWasNeverPutIsRefused() {
    JoinableQueue queue = open(newQueue(1));
    assertThatThrownBy(() -> queue.admin().cancel(new TaskId(7)))
        .isInstanceOf(QueueException.class)
        .hasMessageContaining("task-7");
  }

  @Test
  public void joinReturnsAndThereIsRoomWithNoConsumerAlive() throws Exception {
    JoinableQueue queue = open(newQueue(2));
    TaskId first = queue.put(bytes(1));
    TaskId second = queue.put(bytes(2));
    assertThat(queue.offer(bytes(3))).isEmpty();
    assertThat(queue.admin().cancel(second)).isTrue();
    assertThat(queue.join(SHORT).joined()).as("the first still waits").isFalse();
    assertThat(queue.admin().cancel(first)).isTrue();
    assertThat(queue.join(LONG).joined()).isTrue();
    assertThat(queue.depth()).isZero();
    assertThat(queue.offer(bytes(3), LONG)).isPresent();
    assertThat(queue.offer(bytes(4), LONG)).isPresent();
  }

  @Test
  public void aCancelledTaskIsPassedInAPauseToo() throws Exception {
    JoinableQueue queue = open(newQueue(2));
    queue.admin().pause();
    TaskId first = queue.put(bytes(1));
    queue.put(bytes(2));
    assertThat(queue.admin().cancel(first)).isTrue();
    assertThat(queue.offer(bytes(3), LONG)).isPresent();
    assertThat(queue.admin().isPaused()).isTrue();
    assertThat(queue.poll()).isEmpty();
    queue.admin().resume();
    assertThat(finishNext(queue)).isEqualTo("2");
    assertThat(finishNext(queue)).isEqualTo("3");
  }

  @Test
  public void aTaskThatWaitsToBeTakenAgainCanBeCancelled() throws Exception {
    JoinableQueue queue = open(newQueue(1));
    TaskId id = queue.put(bytes(1));
    queue.take().retry("failed");
    assertThat(queue.admin().cancel(id)).isTrue();
    assertThat(queue.join(LONG).joined()).isTrue();
    assertThat(queue.poll()).isEmpty();
    TaskStatus status = queue.admin().task(id).orElseThrow();
    assertThat(status.state()).isEqualTo(TaskState.FAILED);
    assertThat(status.attempts()).isEqualTo(1);
    assertThat(status.causes()).hasSize(1);
  }

  @Test
  public void aTaskIsCancelledByAnyProcessAndForAllOfThem() throws Exception {
    QueueConfig config = newQueue(4);
    JoinableQueue queue = open(config);
    QueueProcess canceller = process(config);
    QueueProcess taker = process(config);
    TaskId id = queue.put(bytes("unwanted"));
    queue.put(bytes("wanted"));
    assertThat(canceller.ask("cancel " + id).word(0)).isEqualTo("true");
    canceller.kill();
    assertThat(taker.ask("poll 10000").word(1)).isEqualTo("wanted");
    assertThat(queue.admin().task(id).orElseThrow().state()).isEqualTo(TaskState.FAILED);
  }

  @Test
  public void aTaskThatIsCancelledWhileItIsTakenIsEitherDeliveredOrCancelled() throws Exception {
    JoinableQueue queue = open(newQueue(1));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CyclicBarrier start = new CyclicBarrier(2);
      for (int i = 0; i < RACES; i++) {
        TaskId id = queue.put(bytes(i));
        Future<Boolean> cancel =
            threads.submit(
                () -> {
                  start.await();
                  return queue.admin().cancel(id);
                });
        Future<Boolean> take =
            threads.submit(
                () -> {
                  start.await();
                  return queue.poll().map(lease -> done(queue, lease)).orElse(false);
                });
        // The taker may have come while the task was passed, and found nothing to take.
        boolean taken = take.get();
        assertThat(cancel.get() && taken).as("task %d both delivered and cancelled", i).isFalse();
        if (!cancel.get() && !taken) {
          finishNext(queue);
        }
        assertThat(queue.join(LONG).joined()).isTrue();
        TaskState state = queue.admin().task(id).orElseThrow().state();
        assertThat(state).isEqualTo(cancel.get() ? TaskState.FAILED : TaskState.DONE);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean done(JoinableQueue queue, Lease lease) {
    queue.taskDone(lease, bytes("done"));
    return true;
  }

  @Test
  public void moreCancellationsThanCanBeNotedAreRefusedAndChangeNothing() throws Exception {
    JoinableQueue queue = open(newQueue(MANY));
    List<TaskId> ids = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      ids.add(queue.put(bytes(i)));
    }
    int noted = 0;
    String refusal = "";
    for (TaskId id : ids.subList(1, MANY)) {
      try {
        noted += queue.admin().cancel(id) ? 1 : 0;
      } catch (QueueException e) {
        refusal = e.getMessage();
        break;
      }
    }
    assertThat(refusal).contains("cannot cancel", String.valueOf(noted), "try again");
    assertThat(queue.admin().task(ids.get(noted + 1)).orElseThrow().state())
        .isEqualTo(TaskState.QUEUED);
    assertThat(finishNext(queue)).isEqualTo("0");
    assertThat(finishNext(queue)).isEqualTo(String.valueOf(noted + 1));
    assertThat(queue.admin().cancel(ids.get(noted + 2))).isTrue();
  }

  @Test
  public void cancellingManyOneAfterTheOtherEmptiesTheQueue() throws Exception {
    JoinableQueue queue = open(newQueue(MANY));
    List<TaskId> ids = new ArrayList<>();
    for (int i = 0; i < MANY / 4; i++) {
      ids.add(queue.put(bytes(i)));
    }
    for (TaskId id : ids) {
      assertThat(queue.admin().cancel(id)).isTrue();
    }
    assertThat(queue.join(Duration.ZERO).joined() || queue.join(LONG).joined()).isTrue();
    assertThat(ids)
        .allMatch(id -> queue.admin().task(id).orElseThrow().state() == TaskState.FAILED);
  }
}
