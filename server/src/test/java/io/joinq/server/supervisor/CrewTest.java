package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.TaskId;
import io.joinq.server.events.EventKind;
import io.joinq.server.supervisor.FakeCrew.Fake;
import io.joinq.server.supervisor.Supervised.State;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is done with workers, without processes and without waiting. */
class CrewTest {
  private static final Duration MOMENT = Duration.ofMillis(5);
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final TaskId TASK = new TaskId(7);

  private static FakeCrew atWork(int workers, int spares) {
    FakeCrew fake = new FakeCrew(workers, spares);
    List.copyOf(fake.started()).forEach(process -> process.opens().claims());
    return fake;
  }

  private static FakeCrew recycling(long afterTasks, long maxRss) {
    FakeCrew fake = new FakeCrew(new WorkerRange(1, 1), 0, 3, new Recycling(afterTasks, maxRss));
    fake.latest().opens().claims();
    return fake;
  }

  private static Fake first(FakeCrew fake) {
    return fake.started().get(0);
  }

  @Test
  void startsAsManyAsAreWantedAndTellsThemToClaim() {
    FakeCrew fake = atWork(3, 0);

    assertThat(fake.states()).containsOnly(State.CLAIMING).hasSize(3);
    assertThat(fake.crew.known()).extracting(Supervised::worker).containsExactly(1, 2, 3);
  }

  @Test
  void replacesOneThatDiedAfterAUsefulLifeAtOnceAndTellsOfTheGap() {
    FakeCrew fake = atWork(1, 0);
    Fake dead = first(fake);
    fake.held.put(dead.pid(), TASK);
    fake.pass(LONG);

    dead.ends("killed by SIGKILL");
    fake.pass(MOMENT);
    fake.latest().opens().claims();

    assertThat(fake.states()).containsExactly(State.CLAIMING);
    assertThat(fake.told(dead)).isEqualTo("killed by SIGKILL");
    assertThat(fake.facts(EventKind.WORKER_DIED))
        .containsEntry("died_of", "killed by SIGKILL")
        .containsEntry("task_id", "task-7")
        .containsEntry("worker", 1)
        .containsEntry("pid", dead.pid());
    assertThat(fake.facts(EventKind.WORKER_CLAIMS))
        .containsEntry("replaces_pid", dead.pid())
        .containsEntry("gap_ms", MOMENT.toMillis());
  }

  @Test
  void tellsAStartThatFailedFromACrashWithItsLastLines() {
    FakeCrew fake = new FakeCrew(1, 0);

    first(fake).ends("exit code 2");

    assertThat(fake.kinds()).doesNotContain(EventKind.WORKER_DIED);
    assertThat(fake.facts(EventKind.WORKER_START_FAILED))
        .containsEntry("died_of", "exit code 2")
        .containsEntry("last_lines", List.of("worker: --task-timeout is wrong"));
    assertThat(fake.states()).containsExactly(State.BACKOFF);
  }

  @Test
  void killsAProcessThatDoesNotComeToOpenTheQueue() {
    FakeCrew fake = new FakeCrew(1, 0);

    fake.pass(Lives.START_PATIENCE);

    assertThat(first(fake).orders).contains("KILL");
  }

  @Test
  void givesUpWhenTooManyDieAndGoesOnWhenItIsTold() {
    FakeCrew fake = new FakeCrew(1, 0);
    while (!fake.crew.hasGivenUp()) {
      fake.latest().ends("exit code 3");
      fake.pass(Duration.ofSeconds(10));
    }

    assertThat(fake.started()).hasSize(1 + 3);
    assertThat(fake.states()).containsExactly(State.GAVE_UP);
    assertThat(fake.facts(EventKind.GAVE_UP)).containsEntry("deaths", 4);
    fake.pass(LONG);
    assertThat(fake.started()).hasSize(1 + 3);

    assertThat(fake.crew.resume()).isTrue();
    fake.latest().opens().claims();

    assertThat(fake.started()).hasSize(1 + 4);
    assertThat(fake.states()).containsExactly(State.CLAIMING);
    assertThat(fake.kinds()).contains(EventKind.RESUMED);
    assertThat(fake.crew.resume()).isFalse();
  }

  @Test
  void givesUpAProgramThatCannotEvenBeStarted() {
    FakeCrew fake = new FakeCrew(1, 0);
    fake.unstartable = true;
    first(fake).ends("exit code 1");

    fake.pass(LONG);

    assertThat(fake.states()).containsExactly(State.GAVE_UP);
    assertThat(fake.facts(EventKind.WORKER_START_FAILED).get("died_of").toString())
        .contains("no such program");
  }

  @Test
  void aTaskThatKillsItsWorkersAgainAndAgainDoesNotMakeItGiveUp() {
    FakeCrew fake = atWork(1, 0);

    IntStream.range(0, 20)
        .forEach(
            attempt -> {
              fake.held.put(fake.latest().pid(), TASK);
              fake.latest().ends("exit code 134");
              fake.pass(Duration.ofSeconds(5));
              fake.latest().opens().claims();
            });

    assertThat(fake.crew.hasGivenUp()).isFalse();
    assertThat(fake.states()).containsExactly(State.CLAIMING);
  }

  @Test
  void aSpareOpensTheQueueAndWaits() {
    FakeCrew fake = atWork(1, 1);
    Fake spare = fake.latest();

    spare.opens();

    assertThat(spare.isSpare()).isTrue();
    assertThat(spare.orders).isEmpty();
    assertThat(fake.states()).containsExactly(State.CLAIMING, State.SPARE);
  }

  @Test
  void aSpareTakesThePlaceOfTheDeadAtOnceAndTheDeadComesBackAsASpare() {
    FakeCrew fake = atWork(1, 1);
    Fake spare = fake.latest().opens();

    first(fake).ends("killed by SIGKILL");

    assertThat(spare.orders).containsExactly("claim");
    spare.claims();
    fake.pass(Duration.ofSeconds(5));
    assertThat(fake.latest().isSpare()).isTrue();
    fake.latest().opens();
    assertThat(fake.states()).containsExactly(State.SPARE, State.CLAIMING);
  }

  @Test
  void restartsOneAfterTheOtherAndTheNewOneClaimsBeforeTheOldOneDrains() {
    FakeCrew fake = atWork(2, 0);
    List<Fake> old = List.copyOf(fake.started());

    assertThat(fake.crew.restartAll()).isEqualTo(2);
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
  void replacesAWorkerThatHasDoneItsTasks() {
    FakeCrew fake = recycling(100, 0);
    Fake old = fake.latest();

    fake.look(0, MOMENT, old.with(null, MOMENT, 99));
    assertThat(fake.started()).hasSize(1);
    fake.look(0, MOMENT, old.with(null, MOMENT, 100));
    fake.latest().opens().claims();

    assertThat(old.orders).contains("TERM");
    assertThat(fake.facts(EventKind.WORKER_DRAINS).get("reason").toString())
        .contains("finished 100 tasks");
  }

  @Test
  void replacesAWorkerThatUsesTooMuchMemory() {
    FakeCrew fake = recycling(0, 64L << 20);
    Fake old = fake.latest();
    old.rss = (64L << 20) + 1;

    fake.look(0, MOMENT, old.with(null, MOMENT, 0));
    fake.latest().opens().claims();

    assertThat(old.orders).contains("TERM");
  }

  @Test
  void findsAWorkerWhoseTaskMakesNoProgressDumpsItsThreadsAndEndsIt() {
    FakeCrew fake = atWork(1, 0);
    Fake hung = first(fake);
    Duration late = FakeCrew.TASK_TIMEOUT.plus(HangCheck.MARGIN).plus(MOMENT);

    fake.look(0, MOMENT, hung.with(TASK, late.minus(MOMENT).minus(MOMENT), 0));
    assertThat(hung.orders).containsExactly("claim");
    fake.look(0, MOMENT, hung.with(TASK, late, 0));

    assertThat(hung.orders).containsExactly("claim", "dump", "haste", "TERM");
    assertThat(fake.started()).as("another has its place at once").hasSize(2);
    assertThat(fake.facts(EventKind.WORKER_HUNG))
        .containsEntry("task_id", "task-7")
        .containsEntry("dump", "dumps/worker-1-pid-101.txt");
    fake.pass(HangCheck.TIME_TO_END);
    assertThat(hung.orders).endsWith("KILL");
    hung.ends("killed by SIGKILL");
    assertThat(fake.told(hung)).contains("no progress for 10505 ms", "killed by SIGKILL");
  }

  @Test
  void replacesAStoppedWorkerAndHasItDrainWhenItGoesOn() {
    FakeCrew fake = atWork(1, 0);
    Fake stopped = first(fake);
    stopped.stopped = true;

    fake.look(0, MOMENT, stopped.with(TASK, LONG, 0));
    assertThat(fake.started()).hasSize(1);
    fake.pass(FakeCrew.LEASE_TIMEOUT.plus(MOMENT));
    fake.look(0, MOMENT, stopped.with(TASK, LONG, 0));

    assertThat(stopped.orders).containsExactly("claim", "TERM");
    assertThat(fake.started()).hasSize(2);
    fake.latest().opens().claims();
    assertThat(fake.claiming()).isEqualTo(1);
    fake.pass(HangCheck.STOPPED_KEPT);
    assertThat(stopped.orders).endsWith("KILL");
  }

  @Test
  void replacesOneThatIsStoppedBeforeItClaimsAndASpareThatIs() {
    FakeCrew fake = new FakeCrew(1, 1);
    Fake worker = fake.latest();
    worker.stopped = true;
    fake.look(0, MOMENT);
    fake.pass(FakeCrew.LEASE_TIMEOUT.plus(MOMENT));
    fake.look(0, MOMENT);
    fake.pass(MOMENT);
    assertThat(worker.orders).endsWith("TERM", "KILL");

    worker.ends("killed by SIGKILL");
    fake.latest().opens().claims();
    Fake spare = fake.latest().opens();
    spare.stopped = true;
    fake.look(0, MOMENT);
    fake.pass(FakeCrew.LEASE_TIMEOUT.plus(MOMENT));
    fake.look(0, MOMENT);
    fake.pass(MOMENT);

    assertThat(spare.orders).containsExactly("TERM", "KILL");
    assertThat(fake.latest()).isNotSameAs(spare);
    assertThat(fake.latest().isSpare()).isTrue();
    assertThat(fake.crew.hasGivenUp()).isFalse();
  }

  @Test
  void aSpareThatIsStoppedIsNotCountedOnWhenAWorkerDies() {
    FakeCrew fake = atWork(1, 1);
    Fake spare = fake.latest().opens();
    spare.stopped = true;
    fake.look(0, MOMENT);

    first(fake).ends("killed by SIGKILL");
    fake.pass(Duration.ofSeconds(1));

    assertThat(spare.orders).isEmpty();
    assertThat(fake.latest().opens().claims().isSpare()).isFalse();
  }

  @Test
  void startsMoreWhileTasksWaitAndEndsThemWhenNoneHasToForLong() {
    FakeCrew fake = new FakeCrew(new WorkerRange(1, 3), 0, 3, new Recycling(0, 0));
    fake.latest().opens().claims();

    fake.look(5, LONG);
    fake.pass(Scaling.UP_AFTER);
    fake.look(5, LONG);
    assertThat(fake.started()).hasSize(2);
    fake.latest().opens().claims();
    fake.pass(Scaling.UP_AFTER.minus(MOMENT));
    fake.look(5, LONG);
    assertThat(fake.started()).hasSize(2);

    fake.look(0, MOMENT);
    fake.pass(Scaling.DOWN_AFTER.minus(MOMENT));
    fake.look(0, MOMENT);
    assertThat(fake.claiming()).isEqualTo(2);
    fake.pass(MOMENT);
    fake.look(0, MOMENT);

    assertThat(fake.claiming()).isEqualTo(1);
    assertThat(fake.kinds()).contains(EventKind.SCALED, EventKind.WORKER_DRAINS);
  }

  @Test
  void startsNoMoreOnceItIsStopped() {
    FakeCrew fake = atWork(1, 0);

    fake.crew.stop();
    first(fake).ends("exit code 0");
    fake.pass(LONG);

    assertThat(fake.started()).hasSize(1);
    assertThat(fake.crew.isAlive()).isFalse();
  }
}
