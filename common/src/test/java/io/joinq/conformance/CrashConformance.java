package io.joinq.conformance;

import static io.joinq.conformance.Bounds.endsAt;
import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.conformance.QueueProcess.Call;
import io.joinq.os.Signal;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.testing.ChildJvm;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What has hurt users of other queues when a process was killed or stopped.
 *
 * <p>Each repetition costs the start of a JVM, so there are 20 kills of a holder and 10 of an idle
 * worker; {@code -Djoinq.kills=200} makes them 200 and 50.
 */
public abstract class CrashConformance extends Conformance {
  private static final int HOLDER_KILLS = Integer.getInteger("joinq.kills", 20);
  private static final int IDLE_KILLS = Math.max(10, HOLDER_KILLS / 4);
  private static final int STARTED_AHEAD = 3;
  private static final int MEGABYTE = 1 << 20;

  /** For the engines' subclasses. */
  protected CrashConformance() {}

  protected abstract ProtocolSteps steps();

  /** cpython#87971: a getter that was killed while it waited kept the lock for ever. */
  @Test
  public void theNextPutIsConsumedHoweverManyIdleWorkersAreKilled() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    Deque<QueueProcess> workers = startAhead();
    for (int i = 0; i < IDLE_KILLS; i++) {
      QueueProcess worker = next(workers).open(config);
      Call idle = worker.send("work 0");
      queue.put(bytes(i));
      assertThat(queue.join(LONG).joined()).isTrue();
      // Waits in take again, or is about to.
      assertThat(idle.isAnswered()).isFalse();
      worker.kill();
    }
    assertThat(queue.offer(bytes("last"))).isPresent();
    assertThat(finishNext(queue)).isEqualTo("last");
  }

  /** cpython#104448: join waited for ever for a worker that was killed with a task. */
  @Test
  public void joinReturnsAfterTheTaskOfAKilledWorkerIsDeliveredAgain() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    List<QueueProcess> processes = processes(2, config);
    TaskId id = queue.put(bytes(1));
    processes.get(0).ask("poll").requireOk();
    Call join = processes.get(1).send("join 60000");
    processes.get(0).kill();
    Lease again = queue.poll(Duration.ofSeconds(2)).orElseThrow();
    assertThat(again.taskId()).isEqualTo(id);
    assertThat(again.attempts()).isEqualTo(2);
    assertThat(join.isAnswered()).isFalse();
    assertThat(queue.admin().task(id).orElseThrow().causes())
        .extracting(Redelivery::cause)
        .containsExactly(Redelivery.Cause.WORKER_DIED);
    queue.taskDone(again);
    assertThat(join.await().word(0)).isEqualTo("true");
  }

  /** birdnet#83: a writer killed in a put left half a frame, and a timed get overran. */
  @Test
  public void aTimedTakeKeepsItsTimeWhenProducersAreKilledInTheirPuts() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    List<QueueProcess> killed = new ArrayList<>();
    List<String> steps = new ArrayList<>(steps().putLarge());
    steps.add(steps().appending());
    for (String step : steps) {
      killed.add(processWith(steps().at(step, "KILL")));
    }
    for (QueueProcess producer : killed) {
      producer.open(config).send("putLarge " + MEGABYTE + " 10000");
      producer.awaitKilled();
      assertThat(endsAt(SHORT, () -> queue.poll(SHORT))).isEmpty();
    }
    assertThat(queue.offer(new byte[MEGABYTE], LONG)).isPresent();
    assertThat(queue.poll(LONG).orElseThrow().payload()).hasSize(MEGABYTE);
  }

  @Test
  public void whatAProducerPutBeforeItWasKilledAtRandomIsThereAndWhole() throws Exception {
    QueueConfig config = newQueue(1000);
    JoinableQueue queue = open(config);
    QueueProcess producer = process(config);
    producer.send("putForever " + MEGABYTE / 8);
    producer.awaitLine("accepted task-9");
    producer.kill();
    long accepted = producer.countLines("accepted");
    int taken = 0;
    for (Optional<Lease> lease = queue.poll(SHORT);
        lease.isPresent();
        lease = queue.poll(SHORT), taken++) {
      assertThat(lease.get().payload()).hasSize(MEGABYTE / 8);
      queue.taskDone(lease.get());
    }
    // The put that was under way may have been accepted too.
    assertThat((long) taken).isBetween(accepted, accepted + 1);
    assertThat(queue.join(SHORT).joined()).isTrue();
  }

  /** cpython#88304 and birdnet#73: a lock without an owner was held for ever. */
  @Test
  public void aPutThatIsKilledAtAnyStepHoldsUpNobody() throws Exception {
    QueueConfig config = newQueue(100);
    JoinableQueue queue = open(config);
    Map<String, QueueProcess> armed = armed(steps().put());
    int certain = 0;
    for (Map.Entry<String, QueueProcess> killed : armed.entrySet()) {
      killed.getValue().open(config).send("put unanswered");
      killed.getValue().awaitKilled();
      assertThat(queue.offer(bytes("after"), Duration.ofSeconds(2)))
          .as(killed.getKey())
          .isPresent();
      certain++;
    }
    int after = 0;
    for (Optional<Lease> lease = queue.poll(); lease.isPresent(); lease = queue.poll()) {
      after += text(lease.get()).equals("after") ? 1 : 0;
      queue.taskDone(lease.get());
    }
    assertThat(after).isEqualTo(certain);
    assertThat(queue.join(Duration.ofSeconds(2)).joined()).isTrue();
  }

  @Test
  public void aTakeThatIsKilledAtAnyStepLosesNoTask() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    for (Map.Entry<String, QueueProcess> killed : armed(steps().take()).entrySet()) {
      QueueProcess taker = killed.getValue().open(config);
      queue.put(bytes(killed.getKey()));
      taker.send("take");
      taker.awaitKilled();
      Optional<Lease> lease = queue.poll(Duration.ofSeconds(2));
      assertThat(lease).as(killed.getKey()).isPresent();
      assertThat(text(lease.get())).isEqualTo(killed.getKey());
      queue.taskDone(lease.get());
      assertThat(queue.join(Duration.ofSeconds(2)).joined()).as(killed.getKey()).isTrue();
    }
  }

  @Test
  public void aTaskDoneThatIsKilledAtAnyStepEndsTheTaskOrGivesItBack() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    for (Map.Entry<String, QueueProcess> killed : armed(steps().done()).entrySet()) {
      QueueProcess worker = killed.getValue().open(config);
      TaskId id = queue.put(bytes(1));
      worker.ask("take").requireOk();
      worker.send("doneWith " + id + " 10");
      worker.awaitKilled();
      if (!queue.join(Duration.ofSeconds(1)).joined()) {
        Lease again = queue.poll(Duration.ofSeconds(2)).orElseThrow();
        queue.taskDone(again, new byte[10]);
      }
      assertThat(queue.join(Duration.ofSeconds(2)).joined()).as(killed.getKey()).isTrue();
      assertThat(queue.admin().result(id)).as(killed.getKey()).contains(new byte[10]);
    }
  }

  private Map<String, QueueProcess> armed(List<String> steps) {
    Map<String, QueueProcess> armed = new java.util.LinkedHashMap<>();
    steps.forEach(step -> armed.put(step, processWith(steps().at(step, "KILL"))));
    return armed;
  }

  @Test
  public void aProducerStoppedInsideAnAppendLetsTimedPutsKeepTheirTimeAndGoesOn() throws Exception {
    QueueConfig config = newQueue(4);
    JoinableQueue queue = open(config);
    queue.put(bytes("before"));
    QueueProcess stopped = processWith(steps().at(steps().appending(), "STOP")).open(config);
    Call put = stopped.send("put late");
    Awaitility.await().until(() -> queue.admin().status().stalledProducer().isPresent());
    try {
      assertThat(endsAt(SHORT, () -> queue.offer(bytes("next"), SHORT))).isEmpty();
      assertThat(queue.admin().status().stalledProducer().orElseThrow().pid())
          .isEqualTo(stopped.pid());
      assertThat(finishNext(queue)).isEqualTo("before");
      assertThat(endsAt(SHORT, () -> queue.poll(SHORT))).isEmpty();
    } finally {
      stopped.signal(Signal.CONT);
    }
    put.await().requireOk();
    assertThat(queue.offer(bytes("next"), LONG)).isPresent();
    assertThat(finishNext(queue)).isEqualTo("late");
    assertThat(finishNext(queue)).isEqualTo("next");
  }

  /** cpython#85927: a process that exits after its put took the task with it. */
  @Test
  public void aTaskWhoseProducerHaltsRightAfterThePutIsDelivered() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    QueueProcess producer = process(config);
    producer.send("putAndHalt halted");
    producer.awaitExit();
    assertThat(queue.poll(Duration.ZERO).map(Conformance::text)).contains("halted");
  }

  /** kestra#14356: every holder that crashed took a slot with it for ever. */
  @Test
  public void theCapacityIsExactHoweverManyHoldersAreKilled() throws Exception {
    QueueConfig config = newQueue(2).withMaxAttempts(QueueConfig.MAX_ATTEMPTS);
    JoinableQueue queue = open(config);
    Deque<QueueProcess> holders = startAhead();
    for (int i = 0; i < HOLDER_KILLS; i++) {
      QueueProcess holder = next(holders).open(config);
      queue.put(bytes(i));
      assertThat(holder.ask("poll 5000").word(1)).isEqualTo(Integer.toString(i));
      holder.kill();
      Lease again = queue.poll(Duration.ofSeconds(2)).orElseThrow();
      assertThat(text(again)).isEqualTo(Integer.toString(i));
      queue.taskDone(again);
    }
    for (int i = 0; i < 2; i++) {
      assertThat(queue.offer(bytes(i))).isPresent();
    }
    assertThat(queue.offer(bytes("too many"))).isEmpty();
    assertThat(queue.admin().status().inFlight()).isZero();
    finishNext(queue);
    finishNext(queue);
    assertThat(queue.join(SHORT).joined()).isTrue();
  }

  /** resque#102, pbgui#287: a dead process was believed alive because its pid was still there. */
  @Test
  public void aDeadWorkerThatNobodyHasWaitedForIsDead() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    List<String> words = new ArrayList<>(List.of("sh", "-c"));
    // The shell becomes a program that never waits for its child, which stays a zombie.
    words.add("exec 3<&0; \"$@\" <&3 3<&- & echo pid $!; exec sleep 600");
    words.add("sh");
    words.addAll(QueueProcess.command(Map.of()).words());
    try (ChildJvm parent = ChildJvm.start(new ProcessBuilder(words))) {
      long pid = Long.parseLong(parent.awaitLine("pid ").substring(4));
      parent.awaitLine("ready");
      parent.send("#open open " + String.join(" ", QueueChild.words(config)));
      parent.awaitLine("#open ");
      queue.put(bytes(1));
      parent.send("#poll poll 5000");
      assertThat(parent.awaitLine("#poll ")).contains(" ok task-0 ");
      Signal.KILL.sendTo(pid);
      assertThat(queue.poll(Duration.ofSeconds(2)).orElseThrow().attempts()).isEqualTo(2);
      assertThat(ProcessHandle.of(pid)).as("the zombie").isPresent();
      assertThat(queue.admin().status().producers()).extracting(p -> p.pid()).doesNotContain(pid);
    }
  }

  /** koku#6278, boxel#5623: a probe said healthy while the thing it stood for was stuck. */
  @Test
  public void aStoppedConsumerIsNoLiveConsumer() throws Exception {
    QueueConfig config = newQueue(1);
    JoinableQueue queue = open(config);
    assertThat(queue.admin().hasLiveConsumer()).isFalse();
    QueueProcess consumer = process(config);
    consumer.ask("poll").requireNone();
    assertThat(queue.admin().hasLiveConsumer()).isTrue();
    consumer.signal(Signal.STOP);
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> !queue.admin().hasLiveConsumer());
    } finally {
      consumer.signal(Signal.CONT);
    }
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(queue.admin()::hasLiveConsumer);
    consumer.kill();
    Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !queue.admin().hasLiveConsumer());
  }

  private Deque<QueueProcess> startAhead() {
    Deque<QueueProcess> started = new ArrayDeque<>();
    for (int i = 0; i < STARTED_AHEAD; i++) {
      started.add(processWith(Map.of()));
    }
    return started;
  }

  private QueueProcess next(Deque<QueueProcess> started) {
    started.add(processWith(Map.of()));
    return started.remove();
  }
}
