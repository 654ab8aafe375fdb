package io.joinq.server.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.Redelivery.Cause;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.WorkerStatus.State;
import io.joinq.server.json.WorkerView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Every rule, and which of several findings is named as the cause, on fabricated evidence. */
class DiagnosisTest {
  private static final Duration LONG = Duration.ofMillis(12_300);
  private static final Duration EIGHT_MINUTES = Duration.ofMinutes(8);
  private static final String PUT_FRAME =
      "io.joinq.queue.chronicle.ChronicleJoinableQueue.put(ChronicleJoinableQueue.java:99)";

  private static Given incident() {
    return new Given()
        .full()
        .loopInside(
            "GET /transcribe?block=true",
            LONG,
            "jdk.internal.misc.Unsafe.park(native)",
            PUT_FRAME,
            "io.joinq.server.put.BlockingPut.put(BlockingPut.java:22)");
  }

  private static List<String> causes(DiagnosisView diagnosis) {
    return diagnosis.chain().stream().map(DiagnosisView.Link::cause).toList();
  }

  private static List<String> others(DiagnosisView diagnosis) {
    return diagnosis.also().stream().map(DiagnosisView.Other::cause).toList();
  }

  @Test
  void walksTheIncidentFromTheBlockedLoopToTheKilledWorker() {
    DiagnosisView found =
        incident().death(1, 4242, Duration.ofMillis(13_100), "killed by SIGKILL").diagnose();

    assertThat(causes(found)).containsExactly("loop_blocked_in_put", "queue_full", "worker_killed");
    assertThat(found.cause()).isEqualTo("worker_killed");
    assertThat(found.healthy()).isFalse();
    assertThat(found.summary())
        .isEqualTo(
            "The event loop has been blocked for 12.3 s in JoinableQueue.put, called from GET"
                + " /transcribe?block=true; the queue is full, 1/1; its only consumer, pid 4242,"
                + " was killed by SIGKILL 13.1 s ago; nobody will drain it: restart a worker"
                + " with ./run.sh worker --queue chronicle:/q.");
    assertThat(found.stacks())
        .singleElement()
        .satisfies(s -> assertThat(s.frames()).contains(PUT_FRAME));
  }

  @Test
  void doesNotKnowHowAWorkerDiedBeforeItsParentReportsIt() {
    DiagnosisView found = new Given().death(1, 4242, LONG, "").diagnose();
    assertThat(found.summary()).contains("pid 4242, was killed or crashed 12.3 s ago");
  }

  @Test
  void namesTheKilledWorkerBeforeThePauseWhichNobodyWouldHeed() {
    DiagnosisView found = incident().paused().death(1, 4242, LONG, "").diagnose();
    assertThat(found.cause()).isEqualTo("worker_killed");
    assertThat(found.remedy()).contains("restart a worker", "resume");
    assertThat(others(found)).containsExactly("workers_paused");
  }

  @Test
  void saysThatAnotherWorkerIsComing() {
    WorkerView starting = new WorkerView(1, 4243L, "starting", null, null, 1, true, null, null);
    DiagnosisView found = new Given().answering(starting).death(1, 4242, LONG, "").diagnose();
    assertThat(found.cause()).isEqualTo("worker_killed");
    assertThat(found.summary()).contains("another is being started");
  }

  @Test
  void namesThePauseWhenAWorkerWouldHeedItsEnd() {
    DiagnosisView found = incident().paused().idleWorker(1).diagnose();
    assertThat(causes(found))
        .containsExactly("loop_blocked_in_put", "queue_full", "workers_paused");
  }

  @Test
  void namesAStoppedWorker() {
    DiagnosisView found = incident().worker(1, State.STOPPED, LONG).diagnose();
    assertThat(causes(found)).endsWith("queue_full", "worker_stopped");
    assertThat(found.remedy()).contains("kill -CONT 4001");
  }

  @Test
  void namesAWorkerThatIsHungInAHandlerAndShowsItsStack() {
    DiagnosisView found =
        new Given().full().worker(1, State.BUSY, LONG).stack(1, "my.Handler.handle").diagnose();
    assertThat(causes(found)).containsExactly("queue_full", "worker_hung");
    assertThat(found.summary()).contains("worker 1, pid 4001", "task-1 for 12.3 s");
    assertThat(found.stacks())
        .containsExactly(new Stack("worker 1, pid 4001", List.of("my.Handler.handle")));
  }

  @Test
  void doesNotCallAQueueSlowWhoseWorkerTookNothingButMayHang() {
    Duration fourSeconds = Duration.ofMillis(4_200);
    DiagnosisView found =
        new Given()
            .full()
            .worker(1, State.BUSY, fourSeconds)
            .stack(1, "my.Handler.handle")
            .diagnose();
    assertThat(causes(found)).containsExactly("queue_full", "worker_busy_long");
    assertThat(found.also()).isEmpty();
    assertThat(found.summary())
        .contains(
            "worker 1, pid 4001, has had task-1 for 4.2 s and nothing else was taken meanwhile;"
                + " either the task takes so long or its handler hangs");
    assertThat(found.stacks())
        .containsExactly(new Stack("worker 1, pid 4001", List.of("my.Handler.handle")));
  }

  @Test
  void aLongTaskIsNoMatterWhereNothingWaitsForItOrAnotherWorkerIsFree() {
    Duration fourSeconds = Duration.ofMillis(4_200);
    Given nothingWaits = new Given().worker(1, State.BUSY, fourSeconds);
    assertThat(nothingWaits.diagnose().cause()).isEqualTo("all_well");
    Given another = new Given().capacity(4).depth(0, 1).worker(1, State.BUSY, fourSeconds);
    assertThat(another.diagnose().cause()).isEqualTo("worker_busy_long");
    assertThat(another.idleWorker(2).diagnose().cause()).isEqualTo("all_well");
  }

  @Test
  void doesNotCallAWorkerHungWithALongTaskWhileNothingWaits() {
    DiagnosisView found = new Given().supervisedWorker(1, LONG).answering().diagnose();
    assertThat(causes(found)).containsExactly("worker_busy_long");
    assertThat(found.summary())
        .contains("has had task-1 for 12.3 s without progress, though it holds up nobody;");
  }

  @Test
  void doesNotCallAWorkerHungWithALongTaskWhileAnotherTakesWhatWaits() {
    DiagnosisView found =
        new Given()
            .capacity(100)
            .depth(90, 60)
            .putWithinASecond(3)
            .worker(1, State.BUSY, LONG)
            .worker(2, State.BUSY, Duration.ofMillis(100))
            .diagnose();
    assertThat(causes(found)).containsExactly("worker_busy_long");
    assertThat(found.summary()).contains("worker 1,", "though it holds up nobody");
  }

  @Test
  void callsAWorkerHungPastItsTaskTimeoutThoughNothingWaits() {
    Duration tooLong = Given.TASK_TIMEOUT.plusSeconds(1);
    DiagnosisView found = new Given().supervisedWorker(1, tooLong).answering().diagnose();
    assertThat(causes(found)).containsExactly("worker_hung");
  }

  @Test
  void callsAWorkerHungAfterThePatienceThatIsAskedForThoughNothingWaits() {
    DiagnosisView found =
        new Given().worker(1, State.BUSY, LONG).patience(Duration.ofSeconds(12)).diagnose();
    assertThat(causes(found)).containsExactly("worker_hung");
  }

  @Test
  void callsAQueueSlowOfWhichALongTaskMakesProgress() {
    DiagnosisView found =
        new Given().full().worker(1, State.BUSY, Duration.ofMillis(300)).diagnose();
    assertThat(causes(found)).containsExactly("queue_full", "queue_too_slow");
  }

  @Test
  void readsAsSentencesOfTheirOwn() {
    DiagnosisView found = new Given().worker(1, State.STOPPED, LONG).diagnose();
    assertThat(found.summary())
        .startsWith("The queue's only consumer, worker 1, pid 4001, is stopped by a signal")
        .contains(": continue it with kill -CONT 4001;");
  }

  @Test
  void promisesNoDeadLetterOfATaskThatIsOne() {
    DiagnosisView dead =
        new Given()
            .idleWorker(1)
            .setback(9, TaskState.DEAD, LONG, Cause.HANDLER_FAILED, Cause.HANDLER_FAILED)
            .diagnose();
    assertThat(dead.remedy())
        .doesNotContain("--max-attempts")
        .endsWith("./run.sh dead-letters show task-9");
  }

  @Test
  void saysThatAFullQueueIsTooSlowWhenItsWorkersAreAtWork() {
    Duration shortly = Duration.ofMillis(200);
    DiagnosisView found =
        new Given().full().putWithinASecond(5).worker(1, State.BUSY, shortly).diagnose();
    assertThat(causes(found)).containsExactly("queue_full", "queue_too_slow");
    assertThat(found.summary()).contains("5.0/s claimed, 5.0/s put");
  }

  @Test
  void seesAQueueFillUp() {
    DiagnosisView found =
        new Given().capacity(100).depth(60, 70).putWithinASecond(30).idleWorker(1).diagnose();
    assertThat(found.cause()).isEqualTo("queue_too_slow");
    assertThat(found.summary()).contains("20.0/s claimed, 30.0/s put");
  }

  @Test
  void doesNotCallAQueueSlowThatDrains() {
    DiagnosisView found =
        new Given().capacity(100).depth(90, 60).putWithinASecond(3).idleWorker(1).diagnose();
    assertThat(found.cause()).isEqualTo("all_well");
    assertThat(found.healthy()).isTrue();
  }

  @Test
  void tellsADeadWorkerOfALoopFromASingleOne() {
    Given twice = new Given().death(1, 41, Duration.ofSeconds(1), "").death(1, 42, LONG, "");
    assertThat(twice.diagnose().cause()).isEqualTo("worker_killed");
    DiagnosisView found = twice.death(1, 43, LONG, "exit code 1").diagnose();
    assertThat(causes(found)).containsExactly("worker_killed", "crash_loop");
    assertThat(found.evidence()).anyMatch(line -> line.contains("pid 43, ended with exit code 1"));
  }

  @Test
  void believesASupervisorThatGaveUpAndShowsTheLastWords() {
    WorkerView gaveUp = new WorkerView(1, 4243L, "gave_up", null, null, 5, true, null, null);
    DiagnosisView found = new Given().answering(gaveUp).diagnose();
    assertThat(causes(found)).containsExactly("no_worker", "crash_loop");
    assertThat(found.summary()).contains("given up");
    assertThat(found.evidence()).contains("boom");
  }

  @Test
  void blamesTheTaskThatSeveralWorkersDiedOfAndNotTheLoopThatItMade() {
    Optional<TaskId> task = Optional.of(new TaskId(17));
    DiagnosisView found =
        new Given()
            .death(1, 41, Duration.ofSeconds(1), "exit code 134", task)
            .death(1, 42, Duration.ofSeconds(2), "exit code 134", task)
            .death(1, 43, Duration.ofSeconds(3), "exit code 134", task)
            .setback(17, TaskState.QUEUED, Duration.ofSeconds(2), Cause.WORKER_DIED)
            .diagnose();
    assertThat(causes(found)).containsExactly("worker_killed", "crash_loop", "poison_task");
    assertThat(found.summary()).contains("task-17 is poison: 3 workers died of it");
  }

  @Test
  void blamesADeadLetterForNothingThatCameAfterIt() {
    DiagnosisView found =
        incident()
            .setback(9, TaskState.DEAD, EIGHT_MINUTES, Cause.HANDLER_FAILED, Cause.HANDLER_FAILED)
            .death(1, 4242, LONG, "")
            .diagnose();
    assertThat(causes(found)).containsExactly("loop_blocked_in_put", "queue_full", "worker_killed");
    assertThat(found.remedy()).contains("restart a worker");
    assertThat(others(found)).containsExactly("poison_task");
  }

  @Test
  void blamesATaskForNoDeathOfAWorkerThatDidNotHoldIt() {
    DiagnosisView found =
        new Given()
            .setback(9, TaskState.QUEUED, LONG, Cause.HANDLER_FAILED, Cause.HANDLER_FAILED)
            .death(1, 4242, LONG, "")
            .diagnose();
    assertThat(causes(found)).containsExactly("worker_killed");
    assertThat(others(found)).containsExactly("poison_task");
  }

  @Test
  void callsNoTaskPoisonThatIsDone() {
    Optional<TaskId> task = Optional.of(new TaskId(17));
    DiagnosisView found =
        new Given()
            .idleWorker(1)
            .death(1, 41, LONG, "killed by SIGKILL", task)
            .death(1, 42, LONG, "killed by SIGKILL", task)
            .diagnose();
    assertThat(found.cause()).isEqualTo("all_well");
  }

  @Test
  void callsNoTaskPoisonWhoseWorkersWereStopped() {
    DiagnosisView found =
        new Given()
            .worker(1, State.STOPPED, LONG)
            .worker(2, State.STOPPED, LONG)
            .setback(0, TaskState.QUEUED, LONG, 4001, Cause.LEASE_EXPIRED, Cause.LEASE_EXPIRED)
            .diagnose();
    assertThat(causes(found)).containsExactly("worker_stopped");
    assertThat(found.also()).isEmpty();
  }

  @Test
  void saysThatTheHandlerFailsWhereNothingIsEverDone() {
    DiagnosisView found =
        new Given()
            .completedByEach(0)
            .idleWorker(1)
            .setback(9, TaskState.DEAD, LONG, Cause.HANDLER_FAILED, Cause.HANDLER_FAILED)
            .setback(10, TaskState.RUNNING, LONG, Cause.HANDLER_FAILED, Cause.HANDLER_FAILED)
            .diagnose();
    assertThat(causes(found)).containsExactly("handler_fails");
    assertThat(found.also()).isEmpty();
  }

  @Test
  void callsItACrashLoopWhereOneTaskAfterTheOtherEndsItsWorker() {
    DiagnosisView found =
        new Given()
            .death(1, 41, Duration.ofSeconds(1), "exit code 134", Optional.of(new TaskId(2)))
            .death(1, 42, Duration.ofSeconds(2), "exit code 134", Optional.of(new TaskId(1)))
            .death(1, 43, Duration.ofSeconds(3), "exit code 134", Optional.of(new TaskId(1)))
            .setback(1, TaskState.DEAD, LONG, Cause.WORKER_DIED, Cause.WORKER_DIED)
            .setback(2, TaskState.QUEUED, LONG, Cause.WORKER_DIED)
            .diagnose();
    assertThat(causes(found)).containsExactly("worker_killed", "crash_loop");
  }

  @Test
  void namesTheLastWorkerThatDiedHoweverLongAgo() {
    DiagnosisView found = new Given().death(1, 4242, Duration.ofHours(30), "").diagnose();
    assertThat(found.cause()).isEqualTo("worker_killed");
    assertThat(found.summary()).contains("was killed or crashed 30 h ago");
  }

  @Test
  void takesADeathOfTheFutureForNoneOfThisMinute() {
    Duration ahead = Duration.ofHours(-1);
    Given given =
        new Given()
            .idleWorker(1)
            .death(1, 41, ahead, "")
            .death(1, 42, ahead, "")
            .death(1, 43, ahead, "");
    assertThat(given.diagnose().cause()).isEqualTo("all_well");
    assertThat(new Given().death(1, 41, ahead, "").diagnose().summary())
        .contains("at an unknown time (the clock was set back since)");
  }

  @Test
  void namesAPauseThatHoldsUpAllBeforeOneStoppedWorkerOfSeveral() {
    DiagnosisView found =
        new Given().full().paused().worker(1, State.STOPPED, LONG).idleWorker(2).diagnose();
    assertThat(causes(found)).containsExactly("queue_full", "workers_paused");
    assertThat(others(found)).containsExactly("worker_stopped");
  }

  @Test
  void namesAWorkerThatIsStoppedNowBeforeALoopThatIsOver() {
    Duration lately = Duration.ofSeconds(50);
    DiagnosisView found =
        new Given()
            .full()
            .death(1, 41, lately, "")
            .death(1, 42, lately, "")
            .death(1, 43, lately, "")
            .worker(1, State.STOPPED, LONG)
            .diagnose();
    assertThat(causes(found)).containsExactly("queue_full", "worker_stopped");
    assertThat(others(found)).containsExactly("crash_loop");
  }

  @Test
  void blamesAStoppedProducerForNoServerButItself() {
    DiagnosisView found =
        new Given()
            .idleWorker(1)
            .stoppedProducer(2999, LONG)
            .server(ServerContact.of(ServerContact.State.STOPPED, Given.ADDRESS, 3000))
            .diagnose();
    assertThat(causes(found)).containsExactly("producer_stopped");
    assertThat(others(found)).containsExactly("server_stopped");
  }

  @Test
  void namesAWorkerThatSeemsIdleAndTakesNothing() {
    DiagnosisView found = new Given().capacity(4).depth(2, 2).idleWorker(1).diagnose();
    assertThat(causes(found)).containsExactly("worker_hung");
    assertThat(found.summary()).contains("seems idle, and takes none of the tasks that wait");
    assertThat(new Given().capacity(4).depth(0, 2).idleWorker(1).diagnose().healthy()).isTrue();
  }

  @Test
  void namesAWorkerWithoutASignOfLife() {
    DiagnosisView found = new Given().worker(1, State.HUNG, LONG).diagnose();
    assertThat(causes(found)).containsExactly("worker_hung");
    assertThat(found.summary()).contains("shows no sign of life with task-1");
  }

  @Test
  void blamesATaskThatFailsAgainAndAgain() {
    DiagnosisView found =
        new Given()
            .idleWorker(1)
            .setback(9, TaskState.DEAD, LONG, Cause.HANDLER_FAILED, Cause.HANDLER_FAILED)
            .diagnose();
    assertThat(found.cause()).isEqualTo("poison_task");
    assertThat(found.summary()).contains("task-9", "its handler failed 2 times", "dead letter now");
  }

  @Test
  void forgetsOldDeadLettersAndSingleFailures() {
    Given given =
        new Given()
            .idleWorker(1)
            .setback(
                9, TaskState.DEAD, Duration.ofHours(1), Cause.HANDLER_FAILED, Cause.WORKER_DIED)
            .setback(10, TaskState.RUNNING, LONG, Cause.WORKER_DIED)
            .setback(11, TaskState.RUNNING, LONG, Cause.RELEASED, Cause.RELEASED, Cause.RELEASED);
    assertThat(given.diagnose().cause()).isEqualTo("all_well");
  }

  @Test
  void namesAProducerThatIsStoppedInsideAPutAndThatItIsTheServer() {
    DiagnosisView found =
        new Given()
            .idleWorker(1)
            .stoppedProducer(3000, LONG)
            .server(ServerContact.of(ServerContact.State.STOPPED, Given.ADDRESS, 3000))
            .diagnose();
    assertThat(causes(found)).containsExactly("server_stopped", "producer_stopped");
    assertThat(found.summary()).contains("pid 3000 (the server), was stopped inside a put");
  }

  @Test
  void namesAFullDisk() {
    DiagnosisView found = new Given().idleWorker(1).freeBytes(1000).diagnose();
    assertThat(found.cause()).isEqualTo("disk_full");
    assertThat(found.summary()).contains("1000 bytes are free, and a put needs up to 524288");
  }

  @Test
  void namesADiskThatHasSpaceButNotForWhatIsPut() {
    DiagnosisView found = new Given().idleWorker(1).refusedForSpace(3).diagnose();
    assertThat(found.cause()).isEqualTo("disk_full");
    assertThat(found.summary()).contains("puts are refused for that");
    assertThat(found.evidence()).contains("the server says: 3 puts within 5 s found no space");
  }

  @Test
  void saysWhatOfTheQueueCannotBeRead() {
    DiagnosisView found =
        new Given().idleWorker(1).answering().unreadable("task-7: torn").diagnose();
    assertThat(found.cause()).isEqualTo("all_well");
    assertThat(found.evidence()).contains("task-7: torn; this task is left out here");
  }

  @Test
  void namesALoopThatIsBlockedBySomethingElse() {
    DiagnosisView found =
        new Given()
            .full()
            .paused()
            .idleWorker(1)
            .loopInside("GET /healthz", LONG, "java.lang.Thread.sleep(native)", "my.Code.nap(1)")
            .diagnose();
    assertThat(found.cause()).isEqualTo("loop_blocked");
    assertThat(found.summary()).contains("12.3 s in my.Code.nap(1), called from GET /healthz");
    assertThat(others(found)).contains("workers_paused");
  }

  @Test
  void callsItAPutTooWhileTheStrategySleepsBetweenTwoOffers() {
    DiagnosisView found =
        new Given()
            .depth(0, 1)
            .idleWorker(1)
            .loopInside(
                "POST /tasks",
                LONG,
                "java.lang.Thread.sleep(native)",
                "io.joinq.server.put.TimedAttempt.retry(TimedAttempt.java:39)",
                "io.joinq.server.put.GuardedPut.put(GuardedPut.java:72)",
                "io.joinq.server.http.Submit.put(Submit.java:51)")
            .diagnose();
    assertThat(causes(found)).containsExactly("loop_blocked_in_put", "queue_full");
    assertThat(found.summary()).contains("in TimedAttempt.retry, called from POST /tasks");
  }

  @Test
  void callsAQueueTooSlowThatTurnsClientsAwayAllTheTimeThoughWhatIsPutIsTaken() {
    Given given = new Given().putWithinASecond(5).idleWorker(1).turnedAway(25, 5);
    DiagnosisView found = given.diagnose();
    assertThat(causes(found)).containsExactly("queue_too_slow");
    assertThat(found.summary()).contains("25 puts within 5 s found no place");
    assertThat(given.turnedAway(90, 2).diagnose().cause()).as("a crowd").isEqualTo("all_well");
  }

  @Test
  void tellsAServerThatWantsATokenFromAForeignOne() {
    Given given = new Given().idleWorker(1);
    given.server(ServerContact.refusing(Given.ADDRESS, OptionalLong.of(3000), 401));
    assertThat(given.diagnose().summary())
        .endsWith(
            "The server, pid 3000, on 127.0.0.1:8002 says nothing of itself, but 401; give the"
                + " server's token as JOINQ_ADMIN_TOKEN or --admin-token.");
    given.server(ServerContact.refusing(Given.ADDRESS, OptionalLong.empty(), 500));
    assertThat(given.diagnose().summary())
        .endsWith("What answers on 127.0.0.1:8002 says nothing of itself, but 500.");
  }

  @Test
  void explainsMissingWorkersWithTheDeathOfWhatMayBeTheirServer() {
    DiagnosisView found = new Given().full().deathOfProducer(3000, LONG).diagnose();
    assertThat(causes(found)).containsExactly("queue_full", "no_worker", "server_gone");
    assertThat(found.summary())
        .contains("pid 3000, was killed or crashed 12.3 s ago", "./run.sh server");
    Given byHand =
        new Given().deathOfProducer(3000, LONG).death(1, 4242, Duration.ofMinutes(1), "");
    assertThat(byHand.diagnose().cause()).isEqualTo("worker_killed");
    assertThat(new Given().deathOfProducer(3000, LONG).idleWorker(1).diagnose().healthy()).isTrue();
  }

  @Test
  void countsNoRestartsWhereNoneWereAllowed() {
    WorkerView gaveUp = new WorkerView(1, 4243L, "gave_up", null, null, 0, true, null, null);
    assertThat(new Given().answering(gaveUp).diagnose().summary())
        .contains("worker 1 died, and its supervisor has given up on it");
  }

  @Test
  void callsStartsThatFailAgainAndAgainALoopAlsoWhileTheNextIsUnderWay() {
    WorkerView starting = new WorkerView(1, 4243L, "starting", null, null, 9, true, null, null);
    assertThat(new Given().answering(starting).diagnose().cause()).isEqualTo("no_worker");
    DiagnosisView found = new Given().failedStarts(3).answering(starting).diagnose();
    assertThat(causes(found)).containsExactly("no_worker", "crash_loop");
    assertThat(found.summary())
        .contains("workers fail to start again and again: 3 times")
        .doesNotContain("/workers/resume");
  }

  @Test
  void saysThatNobodyIsThere() {
    DiagnosisView found = new Given().diagnose();
    assertThat(found.cause()).isEqualTo("no_worker");
    assertThat(found.summary()).endsWith("No server answers on 127.0.0.1:8002.");
  }

  @Test
  void explainsMissingWorkersWithTheShutdown() {
    assertThat(causes(new Given().shutDown().diagnose()))
        .containsExactly("no_worker", "queue_shut_down");
  }

  @Test
  void allIsWell() {
    DiagnosisView found = new Given().answering().idleWorker(1).diagnose();
    assertThat(found.healthy()).isTrue();
    assertThat(found.summary())
        .isEqualTo(
            "All is well: 1 worker at work, 0 of 1 places taken, 0.0/s put and 0.0/s claimed.");
    assertThat(found.also()).isEmpty();
  }

  @Test
  void namesAServerThatIsThereAndDoesNotAnswer() {
    DiagnosisView found =
        new Given()
            .idleWorker(1)
            .server(ServerContact.of(ServerContact.State.SILENT, Given.ADDRESS, 3000))
            .diagnose();
    assertThat(causes(found)).containsExactly("server_silent");
    assertThat(found.remedy()).contains("jcmd 3000 Thread.print");
  }
}
