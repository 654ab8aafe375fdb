package io.joinq.conformance;

import static io.joinq.conformance.Bounds.endsAt;
import static io.joinq.conformance.Bounds.endsAtOnce;
import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.conformance.QueueProcess.Call;
import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.Unfinished;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Join: when it returns, when it must not, and what it reports. */
public abstract class JoinConformance extends Conformance {
  /** For the engines' subclasses. */
  protected JoinConformance() {}

  @Test
  public void joinReturnsOnceFourWorkersHaveFinishedTenTasks() throws Exception {
    QueueConfig config = newQueue(20);
    JoinableQueue queue = open(config);
    List<Call> workers =
        processes(4, config).stream().map(worker -> worker.send("work 100")).toList();
    long start = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      queue.put(bytes(i));
    }
    queue.join();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(queue.unfinished()).isZero();
    // Ten tasks of 100 ms by four workers take three rounds.
    assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    for (int i = 0; i < 4; i++) {
      queue.put(bytes(QueueVerbs.STOP));
    }
    int finished = workers.stream().mapToInt(w -> Integer.parseInt(w.await().word(0))).sum();
    assertThat(finished).isEqualTo(10);
  }

  @Test
  public void aQueueCanBeJoinedAgainAndAgain() throws Exception {
    QueueConfig config = newQueue(10);
    JoinableQueue queue = open(config);
    List<QueueProcess> processes = processes(2, config);
    for (int round = 0; round < 2; round++) {
      List<Call> workers = processes.stream().map(worker -> worker.send("work 0")).toList();
      for (int i = 0; i < 100; i++) {
        queue.put(bytes(i));
      }
      queue.join();
      assertThat(queue.unfinished()).isZero();
      queue.put(bytes(QueueVerbs.STOP));
      queue.put(bytes(QueueVerbs.STOP));
      queue.join();
      int sum = workers.stream().mapToInt(w -> Integer.parseInt(w.await().word(1))).sum();
      assertThat(sum).isEqualTo(4950);
    }
  }

  @Test
  public void joinOfAnEmptyQueueReturnsAtOnce() throws Exception {
    JoinableQueue queue = open(newQueue(1));
    endsAtOnce(
        () -> {
          queue.join();
          return null;
        });
    assertThat(endsAtOnce(() -> queue.join(LONG))).isEqualTo(JoinResult.JOINED);
    assertThat(endsAtOnce(() -> queue.join(Duration.ZERO)).joined()).isTrue();
  }

  @Test
  public void joinWaitsForTheLastTaskDoneOfAnotherProcess() throws Exception {
    QueueConfig config = newQueue(2);
    JoinableQueue queue = open(config);
    List<QueueProcess> others = processes(2, config);
    queue.put(bytes("a"));
    queue.put(bytes("b"));
    String a = others.get(0).ask("poll").word(0);
    String b = others.get(0).ask("poll").word(0);
    Call join = others.get(1).send("join");
    Awaitility.await().during(Duration.ofMillis(100)).until(() -> !join.isAnswered());
    others.get(0).ask("done " + a).requireOk();
    Awaitility.await().during(Duration.ofMillis(100)).until(() -> !join.isAnswered());
    long before = System.nanoTime();
    others.get(0).ask("done " + b).requireOk();
    join.await().requireOk();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
  }

  /** cpython#104448 asks for a timeout; ours also says what it still waits for. */
  @Test
  public void joinWithATimeoutReportsWhatIsUnfinished() throws Exception {
    QueueConfig config = newQueue(3);
    JoinableQueue queue = open(config);
    QueueProcess owner = process(config);
    TaskId running = queue.put(bytes("running"));
    TaskId queued = queue.put(bytes("queued"));
    owner.ask("poll").requireOk();
    JoinResult result = endsAt(SHORT, () -> queue.join(SHORT));
    assertThat(result.joined()).isFalse();
    assertThat(result.unfinished()).isEqualTo(2);
    assertThat(result.tasks())
        .extracting(Unfinished::id, Unfinished::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(running, TaskState.RUNNING),
            org.assertj.core.groups.Tuple.tuple(queued, TaskState.QUEUED));
    assertThat(result.tasks().get(0).ownerPid()).hasValue(owner.pid());
    assertThat(result.tasks().get(1).ownerPid()).isEmpty();
    assertThat(result.tasks().get(1).age()).isBetween(SHORT, LONG);
  }

  @Test
  public void joinDoesNotReturnWhileAnotherTaskIsPutBeforeTheLastIsDone() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    QueueProcess busy = process(config);
    Call overlap = busy.send("overlap 1500");
    Awaitility.await().until(() -> queue.unfinished() > 0);
    Duration timeout = Duration.ofSeconds(1);
    assertThat(endsAt(timeout, () -> queue.join(timeout)).joined()).isFalse();
    assertThat(Integer.parseInt(overlap.await().word(0))).isGreaterThan(10);
    queue.join();
    assertThat(queue.unfinished()).isZero();
  }

  @Test
  public void aTaskThatFailedOrDiedIsFinished() throws Exception {
    JoinableQueue queue = open(newQueue(2).withMaxAttempts(2));
    TaskId failed = queue.put(bytes("fails"));
    TaskId dead = queue.put(bytes("dies"));
    Lease first = queue.take();
    Lease second = queue.take();
    first.fail("cannot be done");
    second.retry("first attempt");
    assertThat(queue.join(Duration.ZERO).joined()).isFalse();
    queue.take().retry("last attempt");
    assertThat(queue.join(SHORT).joined()).isTrue();
    assertThat(queue.admin().task(failed).orElseThrow().state()).isEqualTo(TaskState.FAILED);
    assertThat(queue.admin().task(dead).orElseThrow().state()).isEqualTo(TaskState.DEAD);
    assertThat(queue.admin().task(dead).orElseThrow().attempts()).isEqualTo(2);
  }
}
