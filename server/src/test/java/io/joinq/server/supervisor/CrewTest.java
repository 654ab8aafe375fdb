package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.TaskId;
import io.joinq.server.events.EventKind;
import io.joinq.server.supervisor.FakeCrew.Fake;
import io.joinq.server.supervisor.Supervised.State;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        .containsKey("last_lines")
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
    fake.startFails = Optional.of(new IOException("no such program"));
    first(fake).ends("exit code 1");

    fake.pass(LONG);

    assertThat(fake.states()).containsExactly(State.GAVE_UP);
    assertThat(fake.facts(EventKind.WORKER_START_FAILED).get("died_of").toString())
        .contains("no such program");
    assertThat(fake.facts(EventKind.WORKER_START_FAILED))
        .as("of a process that was not there")
        .doesNotContainKeys("pid", "last_lines");
  }

  @Test
  void aStartThatFailsWhollyUnexpectedlyIsAStartThatFailed() {
    FakeCrew fake = new FakeCrew(1, 0);
    fake.startFails = Optional.of(new IllegalStateException("no more threads"));
    first(fake).ends("exit code 1");
    fake.pass(Duration.ofMillis(200));

    assertThat(fake.states()).as("one place, not one more each time").containsOnly(State.BACKOFF);
    assertThat(fake.facts(EventKind.WORKER_START_FAILED).get("died_of").toString())
        .contains("no more threads");
    fake.startFails = Optional.empty();
    fake.pass(Duration.ofSeconds(10));
    fake.latest().opens().claims();
    assertThat(fake.states()).containsExactly(State.CLAIMING);
  }

  @Test
  void givesUpStartsThatAreTooSlowToFallIntoOneWindow() {
    FakeCrew fake = new FakeCrew(1, 0);

    for (int start = 1; start <= 4; start++) {
      assertThat(fake.crew.hasGivenUp()).as("before start %d failed", start).isFalse();
      fake.pass(Lives.START_PATIENCE);
      assertThat(fake.latest().orders).endsWith("KILL");
      fake.latest().ends("killed by SIGKILL");
      fake.pass(Duration.ofSeconds(10));
    }

    assertThat(fake.states()).containsExactly(State.GAVE_UP);
    assertThat(fake.facts(EventKind.GAVE_UP).get("reason").toString()).contains("4 starts");
    assertThat(fake.crew.resume()).isTrue();
    fake.latest().ends("exit code 1");
    assertThat(fake.crew.hasGivenUp()).as("counted from the start again").isFalse();
  }

  @Test
  void sparesThatAreKilledNowAndThenDoNotMakeItGiveUp() {
    FakeCrew fake = atWork(1, 1);

    for (int death = 0; death < 10; death++) {
      fake.latest().opens();
      fake.pass(LONG);
      fake.latest().ends("killed by SIGKILL");
      fake.pass(Duration.ofSeconds(10));
    }

    assertThat(fake.crew.hasGivenUp()).isFalse();
  }

  @Test
  void killsOneThatWasToldToClaimAndDoesNotComeToIt() {
    FakeCrew fake = new FakeCrew(1, 0);
    Fake mute = fake.latest().opens();

    fake.look(0, MOMENT);
    fake.pass(Duration.ofSeconds(20));
    fake.look(0, MOMENT);
    assertThat(mute.orders).containsExactly("claim");
    fake.pass(MOMENT);
    fake.look(0, MOMENT);

    assertThat(mute.orders).containsExactly("claim", "KILL");
    mute.ends("killed by SIGKILL");
    fake.pass(Duration.ofSeconds(1));
    fake.latest().opens().claims();
    assertThat(fake.states()).containsExactly(State.CLAIMING);
  }

  @Test
  void aSpareMayWaitAsLongAsItIsNotToldToClaim() {
    FakeCrew fake = atWork(1, 1);
    Fake spare = fake.latest().opens();

    fake.look(0, MOMENT);
    fake.pass(LONG);
    fake.look(0, MOMENT);

    assertThat(spare.orders).isEmpty();
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

  /** Has the only worker hang with a task which it hands back before it ends. */
  private static void hangs(FakeCrew fake, TaskId task, boolean endsDuringTheDump) {
    Fake hung = fake.latest();
    hung.dumpsForever = endsDuringTheDump;
    fake.look(0, MOMENT, hung.with(task, LONG, 0));
    hung.ends("exit code 0");
    fake.pass(MOMENT);
    fake.latest().opens().claims();
    assertThat(fake.facts(EventKind.WORKER_ENDED)).containsEntry("task_id", task.toString());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTaskThatHangsAgainAndAgainDoesNotMakeItGiveUp(boolean endsDuringTheDump) {
    FakeCrew fake = atWork(1, 0);

    IntStream.range(0, 20).forEach(attempt -> hangs(fake, TASK, endsDuringTheDump));

    assertThat(fake.crew.hasGivenUp()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givesUpWhenManyTasksHang(boolean endsDuringTheDump) {
    FakeCrew fake = atWork(1, 0);

    IntStream.range(0, 4).forEach(task -> hangs(fake, new TaskId(task), endsDuringTheDump));

    assertThat(fake.crew.hasGivenUp()).isTrue();
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

    assertThat(old.orders).containsExactly("claim", "finish");
    assertThat(fake.facts(EventKind.WORKER_DRAINS).get("reason").toString())
        .contains("finished 100 tasks");
  }

  @Test
  void replacesAWorkerThatUsesTooMuchMemory() {
    FakeCrew fake = recycling(0, 64L << 20);
    Fake old = fake.latest();
    old.rss = (64L << 20) + 1;

    fake.look(0, MOMENT, old.with(null, MOMENT, 1));
    fake.latest().opens().claims();

    assertThat(old.orders).containsExactly("claim", "finish");
  }

  @Test
  void cutsNoTaskBecauseItsWorkerUsesTooMuchMemory() {
    FakeCrew fake = recycling(0, 64L << 20);
    Fake old = fake.latest();
    old.rss = (64L << 20) + 1;

    fake.look(0, MOMENT, old.with(TASK, MOMENT, 0));
    fake.latest().opens().claims();
    fake.pass(LONG.plus(Lives.DRAIN_PATIENCE));

    assertThat(old.orders).containsExactly("claim", "finish");
    old.ends("exit code 0");
    assertThat(fake.crew.hasGivenUp()).isFalse();
  }

  @Test
  void givesUpWhenWorkersAreTooLargeBeforeTheyHaveDoneAnything() {
    FakeCrew fake = recycling(0, 64L << 20);

    for (int i = 0; i < 4; i++) {
      Fake large = fake.latest();
      large.rss = (64L << 20) + 1;
      fake.look(0, MOMENT, large.with(null, MOMENT, 0));
      fake.latest().opens().claims();
      assertThat(fake.crew.hasGivenUp()).as("after %d", i).isFalse();
      large.ends("exit code 0");
    }

    assertThat(fake.crew.hasGivenUp()).isTrue();
    assertThat(fake.claiming()).as("the last one goes on").isEqualTo(1);
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
    assertThat(fake.facts(EventKind.WORKER_REPLACED)).containsEntry("task_id", "task-7");
    fake.latest().opens().claims();
    assertThat(fake.claiming()).isEqualTo(1);
    fake.pass(HangCheck.STOPPED_KEPT);
    assertThat(stopped.orders).endsWith("KILL");
    stopped.ends("killed by SIGKILL");
    assertThat(fake.facts(EventKind.WORKER_ENDED)).containsEntry("task_id", "task-7");
    assertThat(fake.crew.hasGivenUp()).isFalse();
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

  /** Two workers of which the second is wanted for a load that is over. */
  private static FakeCrew scaledUp() {
    FakeCrew fake = new FakeCrew(new WorkerRange(1, 2), 0, 3, new Recycling(0, 0));
    fake.latest().opens().claims();
    fake.look(5, LONG);
    fake.pass(Scaling.UP_AFTER);
    fake.look(5, LONG);
    return fake;
  }

  private static void calmsDown(FakeCrew fake) {
    fake.look(0, MOMENT);
    fake.pass(Scaling.DOWN_AFTER);
    fake.look(0, MOMENT);
  }

  private static void assertOnlyClaimerIs(FakeCrew fake, Fake claimer) {
    assertThat(claimer.orders).doesNotContain("TERM");
    assertThat(fake.claiming()).isEqualTo(1);
    assertThat(fake.facts(EventKind.SCALED)).containsEntry("to", 1).containsKey("reason");
  }

  @Test
  void keepsTheOneThatClaimsWhenAnotherGaveUp() {
    FakeCrew fake = scaledUp();
    Fake second = fake.latest().opens().claims();
    // The first place is the one that keeps dying.
    Fake dies = first(fake);
    while (!fake.crew.hasGivenUp()) {
      dies.ends("exit code 1");
      fake.pass(Duration.ofSeconds(5));
      dies = fake.latest();
    }
    assertThat(fake.states()).containsExactly(State.GAVE_UP, State.CLAIMING);

    calmsDown(fake);

    assertOnlyClaimerIs(fake, second);
    assertThat(fake.states()).containsExactly(State.CLAIMING);
  }

  @Test
  void keepsTheOneThatClaimsWhenAnotherGaveUpInALaterPlace() {
    FakeCrew fake = scaledUp();
    while (!fake.crew.hasGivenUp()) {
      fake.latest().ends("exit code 1");
      fake.pass(Duration.ofSeconds(5));
    }

    calmsDown(fake);

    assertOnlyClaimerIs(fake, first(fake));
    assertThat(fake.states()).containsExactly(State.CLAIMING);
  }

  @Test
  void keepsTheOneThatClaimsWhenAnotherWaitsToBeStarted() {
    FakeCrew fake = scaledUp();
    fake.look(0, MOMENT);
    fake.pass(Scaling.DOWN_AFTER);
    fake.latest().ends("exit code 1");
    assertThat(fake.states()).containsExactly(State.CLAIMING, State.BACKOFF);

    fake.look(0, MOMENT);

    assertOnlyClaimerIs(fake, first(fake));
    assertThat(fake.states()).containsExactly(State.CLAIMING);
  }

  @Test
  void keepsTheOneThatClaimsWhenAnotherStarts() {
    FakeCrew fake = scaledUp();

    calmsDown(fake);

    assertOnlyClaimerIs(fake, first(fake));
    assertThat(fake.latest().orders).contains("TERM");
  }

  @Test
  void keepsTheOneThatClaimsWhenAnotherIsStopped() {
    FakeCrew fake = scaledUp();
    Fake second = fake.latest().opens().claims();
    fake.look(0, MOMENT);
    fake.pass(Scaling.DOWN_AFTER);
    first(fake).stopped = true;

    fake.look(0, MOMENT);
    fake.look(0, MOMENT);

    assertThat(second.orders).doesNotContain("TERM");
    assertThat(first(fake).orders).contains("TERM");
  }

  @Test
  void tellsOfNoGapOfOneThatWasNotNeededAnyMore() {
    FakeCrew fake = scaledUp();
    fake.latest().opens().claims();
    fake.look(0, MOMENT);
    fake.pass(Scaling.DOWN_AFTER);
    fake.latest().ends("killed by SIGKILL");
    fake.latest().ends("exit code 1");
    fake.look(0, MOMENT);
    assertThat(fake.states()).containsExactly(State.CLAIMING);

    fake.pass(LONG);
    fake.look(5, LONG);
    fake.pass(Scaling.UP_AFTER);
    fake.look(5, LONG);
    fake.latest().opens().claims();

    assertThat(fake.facts(EventKind.SCALED)).containsEntry("to", 2).containsKey("reason");
    assertThat(fake.facts(EventKind.WORKER_CLAIMS)).doesNotContainKeys("gap_ms", "replaces_pid");
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
