package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.joinq.queue.TaskId;
import io.joinq.server.events.EventKind;
import io.joinq.server.supervisor.FakeWorkerPool.Fake;
import io.joinq.server.supervisor.SupervisedWorker.State;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is done with workers that do as they should, without processes and without waiting. */
@Tag("fast")
class WorkerPoolTest {
  private static final Duration MOMENT = Duration.ofMillis(5);
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final TaskId TASK = new TaskId(7);

  @Test
  void startsAsManyAsAreWantedAndTellsThemToClaim() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(3, 0);

    assertThat(fake.states()).containsOnly(State.CLAIMING).hasSize(3);
    assertThat(fake.pool.known()).extracting(SupervisedWorker::worker).containsExactly(1, 2, 3);
  }

  @Test
  void replacesOneThatDiedAfterAUsefulLifeAtOnceAndTellsOfTheGap() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(1, 0);
    Fake dead = fake.started().get(0);
    fake.held.put(dead.pid(), List.of(TASK));
    fake.pass(LONG);

    dead.ends("killed by SIGKILL");
    fake.pass(MOMENT);
    fake.latest().opens().claims();

    assertThat(fake.states()).containsExactly(State.CLAIMING);
    assertThat(fake.told(dead)).isEqualTo("killed by SIGKILL");
    assertThat(fake.facts(EventKind.WORKER_DIED))
        .containsEntry("died_of", "killed by SIGKILL")
        .containsEntry("task_id", "task-7")
        .doesNotContainKey("task_ids")
        .containsKey("last_lines")
        .containsEntry("worker", 1)
        .containsEntry("pid", dead.pid());
    assertThat(fake.facts(EventKind.WORKER_CLAIMS))
        .containsEntry("replaces_pid", dead.pid())
        .containsEntry("gap_ms", MOMENT.toMillis());
  }

  @Test
  void namesTheTasksThatOneHadInHandSixteenAtTheMost() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(2, 0);
    List<TaskId> tasks = LongStream.range(10, 30).mapToObj(TaskId::new).toList();
    Fake first = fake.started().get(0);
    Fake second = fake.started().get(1);
    fake.held.put(first.pid(), tasks.subList(0, 16));
    fake.held.put(second.pid(), tasks);

    first.ends("killed by SIGKILL");
    assertThat(fake.facts(EventKind.WORKER_DIED))
        .containsEntry("task_id", "task-10")
        .doesNotContainKey("more_tasks");
    second.ends("killed by SIGKILL");
    assertThat(fake.facts(EventKind.WORKER_DIED))
        .containsEntry("task_id", "task-10")
        .containsEntry("task_ids", tasks.stream().limit(16).map(TaskId::toString).toList())
        .containsEntry("more_tasks", 4);
  }

  @Test
  void sparesThatAreKilledNowAndThenDoNotMakeItGiveUp() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(1, 1);

    for (int death = 0; death < 10; death++) {
      fake.latest().opens();
      fake.pass(LONG);
      fake.latest().ends("killed by SIGKILL");
      fake.pass(Duration.ofSeconds(10));
    }

    assertThat(fake.pool.hasGivenUp()).isFalse();
  }

  @Test
  void aSpareMayWaitAsLongAsItIsNotToldToClaim() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(1, 1);
    Fake spare = fake.latest().opens();

    fake.look(0, MOMENT);
    fake.pass(LONG);
    fake.look(0, MOMENT);

    assertThat(spare.orders).isEmpty();
  }

  @Test
  void aSpareOpensTheQueueAndWaits() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(1, 1);
    Fake spare = fake.latest();

    spare.opens();

    assertThat(spare.isSpare()).isTrue();
    assertThat(spare.orders).isEmpty();
    assertThat(fake.states()).containsExactly(State.CLAIMING, State.SPARE);
  }

  @Test
  void aSpareTakesThePlaceOfTheDeadAtOnceAndTheDeadComesBackAsASpare() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(1, 1);
    Fake spare = fake.latest().opens();

    fake.started().get(0).ends("killed by SIGKILL");

    assertThat(spare.orders).containsExactly("claim");
    spare.claims();
    fake.pass(Duration.ofSeconds(5));
    assertThat(fake.latest().isSpare()).isTrue();
    fake.latest().opens();
    assertThat(fake.states()).containsExactly(State.SPARE, State.CLAIMING);
  }

  @Test
  void restartsOneAfterTheOtherAndTheNewOneClaimsBeforeTheOldOneDrains() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(2, 0);
    List<Fake> old = List.copyOf(fake.started());

    assertThat(fake.pool.restartAll()).isEqualTo(2);
    assertThat(fake.claiming()).isEqualTo(2);
    fake.latest().opens().claims();
    assertThat(old.get(0).orders).contains("TERM");
    assertThat(old.get(1).orders).doesNotContain("TERM");
    fake.latest().opens().claims();

    assertThat(old.get(1).orders).contains("TERM");
    assertThat(fake.claiming()).isEqualTo(2);
    old.forEach(process -> process.ends("exit code 0"));
    assertThat(fake.states()).containsOnly(State.CLAIMING).hasSize(2);
    assertThat(fake.started()).hasSize(4);
  }

  @Test
  void aWorkerHasTheNumberThatTheQueueGaveItAndNoTwoHaveTheSame() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(2, 0);
    Fake first = fake.started().get(0);
    Fake second = fake.started().get(1);

    fake.look(0, MOMENT, second.listedAs(1, null, MOMENT, 0), first.listedAs(3, null, MOMENT, 0));

    assertThat(fake.pool.known())
        .extracting(SupervisedWorker::worker, SupervisedWorker::pid)
        .containsExactlyInAnyOrder(tuple(3, first.pid()), tuple(1, second.pid()));
    first.ends("killed by SIGKILL");
    second.ends("killed by SIGKILL");
    fake.pass(LONG);
    assertThat(fake.started().subList(2, 4)).extracting(Fake::number).containsOnlyOnce(1, 3);
  }

  @Test
  void aNewWorkerGetsNoNumberThatAnotherServersWorkerHas() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(1, 0);
    Fake own = fake.latest();
    Fake foreign = new Fake(2, 900, false, null);

    fake.look(0, MOMENT, own.with(null, MOMENT, 0), foreign.with(null, MOMENT, 0));
    fake.pool.restartAll();

    assertThat(fake.latest().number()).isEqualTo(3);
  }

  @Test
  void replacesAWorkerThatHasDoneItsTasks() {
    FakeWorkerPool fake = FakeWorkerPool.recycling(100, 0);
    Fake old = fake.latest();

    fake.look(0, MOMENT, old.with(null, MOMENT, 99));
    assertThat(fake.started()).hasSize(1);
    fake.look(0, MOMENT, old.with(null, MOMENT, 100));
    fake.latest().opens().claims();

    assertThat(old.orders).containsExactly("claim", "finish");
    assertThat(fake.facts(EventKind.WORKER_DRAINS).get("reason").toString())
        .contains("finished 100 tasks");
  }

  @Test
  void replacesAWorkerThatUsesTooMuchMemory() {
    FakeWorkerPool fake = FakeWorkerPool.recycling(0, 64L << 20);
    Fake old = fake.latest();
    old.rss = (64L << 20) + 1;

    fake.look(0, MOMENT, old.with(null, MOMENT, 1));
    fake.latest().opens().claims();

    assertThat(old.orders).containsExactly("claim", "finish");
  }

  @Test
  void cutsNoTaskBecauseItsWorkerUsesTooMuchMemory() {
    FakeWorkerPool fake = FakeWorkerPool.recycling(0, 64L << 20);
    Fake old = fake.latest();
    old.rss = (64L << 20) + 1;

    fake.look(0, MOMENT, old.with(TASK, MOMENT, 0));
    fake.latest().opens().claims();
    fake.pass(LONG.plus(WorkerLifecycle.DRAIN_PATIENCE));

    assertThat(old.orders).containsExactly("claim", "finish");
    old.ends("exit code 0");
    assertThat(fake.pool.hasGivenUp()).isFalse();
  }

  @Test
  void startsNoMoreOnceItIsStopped() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(1, 0);

    fake.pool.stop();
    fake.started().get(0).ends("exit code 0");
    fake.pass(LONG);

    assertThat(fake.started()).hasSize(1);
    assertThat(fake.pool.isAlive()).isFalse();
  }
}
