package io.joinq.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.json.WorkerView;
import io.joinq.queue.Redelivery.Cause;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.WorkerStatus.State;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What is named of workers that died or could not start, and of tasks whose deliveries failed with
 * them, on fabricated evidence.
 */
@Tag("fast")
class DeathDiagnosisTest {
  private static final Duration EIGHT_MINUTES = Duration.ofMinutes(8);

  @Test
  void doesNotKnowHowAWorkerDiedBeforeItsParentReportsIt() {
    DiagnosisView found = new Given().death(1, 4242, Given.LONG, "").diagnose();
    assertThat(found.summary()).contains("pid 4242, died 12.3 s ago, without closing the queue");
  }

  @Test
  void promisesNoDeadLetterOfATaskThatIsOne() {
    DiagnosisView dead =
        new Given()
            .idleWorker(1)
            .setback(9, TaskState.DEAD, Given.LONG, Cause.HANDLER_FAILED, Cause.HANDLER_FAILED)
            .diagnose();
    assertThat(dead.remedy())
        .doesNotContain("--max-attempts")
        .contains("./run.sh dead-letters show task-9 (or GET /dead-letters/task-9)");
  }

  @Test
  void tellsADeadWorkerOfALoopFromASingleOne() {
    Given twice = new Given().death(1, 41, Duration.ofSeconds(1), "").death(1, 42, Given.LONG, "");
    assertThat(twice.diagnose().cause()).isEqualTo("worker_killed");
    DiagnosisView found = twice.death(1, 43, Given.LONG, "exit code 1").diagnose();
    assertThat(Given.causes(found)).containsExactly("worker_killed", "crash_loop");
    assertThat(found.evidence()).anyMatch(line -> line.contains("pid 43, ended with exit code 1"));
  }

  @Test
  void believesASupervisorThatGaveUpAndShowsTheLastWords() {
    WorkerView gaveUp = new WorkerView(1, 4243L, "gave_up", null, null, 5, true, null, null);
    DiagnosisView found = new Given().answering(gaveUp).diagnose();
    assertThat(Given.causes(found)).containsExactly("no_worker", "crash_loop");
    assertThat(found.summary())
        .isEqualTo(
            "No worker is alive; nobody will drain it; worker 1 ends soon after each start: started"
                + " anew 5 times, and its supervisor has given up on it: read the last output of the"
                + " workers, and fix the cause; the server's log has it all. Then start them again"
                + " with ./run.sh resume-workers (or POST /workers/resume).");
    assertThat(found.evidence()).contains("boom");
  }

  @Test
  void doesNotSayThatNoWorkerDiedBesideOneThatIsStartedAnew() {
    WorkerView anew = new WorkerView(1, 4243L, "backoff", null, null, 1, true, null, null);
    WorkerView first = new WorkerView(1, 4243L, "starting", null, null, 0, true, null, null);
    assertThat(new Given().answering(anew).diagnose().summary())
        .contains("No worker takes tasks now; one is being started again");
    assertThat(new Given().answering(first).diagnose().summary())
        .contains("No worker takes tasks yet; one is being started");
    assertThat(new Given().failedStarts(1).answering().diagnose().summary())
        .doesNotContain("none is known to have died");
  }

  @Test
  void isNotWellBesideAFreshDeadLetterThoughItFailedOnlyOnce() {
    Given given =
        new Given()
            .idleWorker(1)
            .setback(9, TaskState.DEAD, Given.LONG, Cause.HANDLER_FAILED)
            .setback(10, TaskState.DEAD, EIGHT_MINUTES, Cause.WORKER_DIED);
    DiagnosisView found = given.diagnose();
    assertThat(found.cause()).isEqualTo("dead_letter");
    assertThat(found.healthy()).isFalse();
    assertThat(found.summary()).contains("2 tasks became dead letters lately, task-9 12.3 s ago");
    assertThat(found.evidence()).anyMatch(line -> line.startsWith("task-10, attempt 1, pid 4000"));
    assertThat(found.remedy()).contains("dead-letters show task-9", "dead-letters requeue task-9");

    given.setback(11, TaskState.DEAD, Given.LONG, Cause.HANDLER_FAILED, Cause.HANDLER_FAILED);
    assertThat(given.diagnose().cause()).isEqualTo("poison_task");
    assertThat(Given.others(given.diagnose())).containsExactly("dead_letter");
  }

  @Test
  void tellsOfAHangThatWasMendedAsHistory() {
    DiagnosisView found =
        new Given()
            .idleWorker(2)
            .foundHung(1, 4001, new TaskId(9), "my.Handler.spin(Handler.java:7)")
            .death(1, 4003, Given.LONG, "hung: no progress for 10500 ms; exit code 0", task(8))
            .death(1, 4001, Given.LONG, "hung: no progress for 1600 ms; killed by SIGKILL", task(9))
            .answering()
            .diagnose();
    assertThat(found.cause()).isEqualTo("all_well");
    assertThat(found.healthy()).isTrue();
    assertThat(Given.others(found)).containsExactly("worker_hung_before");
    assertThat(found.summary())
        .startsWith("All is well: 1 worker at work")
        .contains(
            "Before that, worker 1, pid 4001, hung in my.Handler.spin(Handler.java:7) with task-9"
                + " 12.3 s ago, and was replaced; worker 1, pid 4003, hung with task-8, and ended"
                + " 12.3 s ago, and was replaced.");
    assertThat(found.also().get(0).evidence()).anyMatch(line -> line.contains("/dumps/worker.txt"));
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
    assertThat(Given.causes(found)).containsExactly("worker_killed", "crash_loop", "poison_task");
    assertThat(found.summary()).contains("task-17 is poison: 3 workers died of it");
  }

  @Test
  void namesAllTasksThatADeadWorkerHeldSixteenAtTheMost() {
    Given given = new Given().death(1, 41, Given.LONG, "killed by SIGKILL", task(0));
    for (long task = 0; task < 20; task++) {
      given.setback(task, TaskState.QUEUED, Given.LONG, 41, Cause.WORKER_DIED);
    }
    // Of an earlier process with that pid.
    given.setback(20, TaskState.QUEUED, EIGHT_MINUTES, 41, Cause.WORKER_DIED);

    assertThat(given.diagnose().evidence())
        .anyMatch(line -> line.contains(", and held task-0, task-1, "))
        .anyMatch(line -> line.endsWith(", task-15 and 4 more"));
  }

  @Test
  void findsTheTaskThatSeveralWorkersDiedOfThoughEachHadAnOlderOneInHandToo() {
    DiagnosisView found =
        new Given()
            .idleWorker(1)
            .death(1, 41, Given.LONG, "exit code 134", task(3))
            .death(1, 42, Given.LONG, "exit code 134", task(4))
            .death(1, 43, Given.LONG, "exit code 134", task(5))
            .setback(
                17,
                TaskState.QUEUED,
                Given.LONG,
                41,
                Cause.WORKER_DIED,
                Cause.WORKER_DIED,
                Cause.WORKER_DIED)
            .diagnose();
    assertThat(found.summary()).contains("task-17 is poison");
    assertThat(Given.causes(found)).containsExactly("crash_loop", "poison_task");
  }

  private static Optional<TaskId> task(long sequence) {
    return Optional.of(new TaskId(sequence));
  }

  @Test
  void blamesADeadLetterForNothingThatCameAfterIt() {
    DiagnosisView found =
        Given.incident()
            .setback(9, TaskState.DEAD, EIGHT_MINUTES, Cause.HANDLER_FAILED, Cause.HANDLER_FAILED)
            .death(1, 4242, Given.LONG, "")
            .diagnose();
    assertThat(Given.causes(found))
        .containsExactly("loop_blocked_in_put", "queue_full", "worker_killed");
    assertThat(found.remedy()).contains("restart a worker");
    assertThat(Given.others(found)).containsExactly("poison_task");
  }

  @Test
  void blamesATaskForNoDeathOfAWorkerThatDidNotHoldIt() {
    DiagnosisView found =
        new Given()
            .setback(9, TaskState.QUEUED, Given.LONG, Cause.HANDLER_FAILED, Cause.HANDLER_FAILED)
            .death(1, 4242, Given.LONG, "")
            .diagnose();
    assertThat(Given.causes(found)).containsExactly("worker_killed");
    assertThat(Given.others(found)).containsExactly("poison_task");
  }

  @Test
  void callsNoTaskPoisonThatIsDone() {
    Optional<TaskId> task = Optional.of(new TaskId(17));
    DiagnosisView found =
        new Given()
            .idleWorker(1)
            .death(1, 41, Given.LONG, "killed by SIGKILL", task)
            .death(1, 42, Given.LONG, "killed by SIGKILL", task)
            .diagnose();
    assertThat(found.cause()).isEqualTo("all_well");
  }

  @Test
  void callsNoTaskPoisonWhoseWorkersWereStopped() {
    DiagnosisView found =
        new Given()
            .worker(1, State.STOPPED, Given.LONG)
            .worker(2, State.STOPPED, Given.LONG)
            .setback(
                0, TaskState.QUEUED, Given.LONG, 4001, Cause.LEASE_EXPIRED, Cause.LEASE_EXPIRED)
            .diagnose();
    assertThat(Given.causes(found)).containsExactly("worker_stopped");
    assertThat(found.also()).isEmpty();
  }

  @Test
  void saysThatTheHandlerFailsWhereNothingIsEverDone() {
    DiagnosisView found =
        new Given()
            .completedByEach(0)
            .idleWorker(1)
            .setback(9, TaskState.DEAD, Given.LONG, Cause.HANDLER_FAILED, Cause.HANDLER_FAILED)
            .setback(10, TaskState.RUNNING, Given.LONG, Cause.HANDLER_FAILED, Cause.HANDLER_FAILED)
            .diagnose();
    assertThat(Given.causes(found)).containsExactly("handler_fails");
    assertThat(found.also()).isEmpty();
  }

  @Test
  void callsItACrashLoopWhereOneTaskAfterTheOtherEndsItsWorker() {
    DiagnosisView found =
        new Given()
            .death(1, 41, Duration.ofSeconds(1), "exit code 134", Optional.of(new TaskId(2)))
            .death(1, 42, Duration.ofSeconds(2), "exit code 134", Optional.of(new TaskId(1)))
            .death(1, 43, Duration.ofSeconds(3), "exit code 134", Optional.of(new TaskId(1)))
            .setback(1, TaskState.DEAD, Given.LONG, Cause.WORKER_DIED, Cause.WORKER_DIED)
            .setback(2, TaskState.QUEUED, Given.LONG, Cause.WORKER_DIED)
            .diagnose();
    assertThat(Given.causes(found)).containsExactly("worker_killed", "crash_loop");
  }

  @Test
  void namesTheLastWorkerThatDiedHoweverLongAgo() {
    DiagnosisView found = new Given().death(1, 4242, Duration.ofHours(30), "").diagnose();
    assertThat(found.cause()).isEqualTo("worker_killed");
    assertThat(found.summary()).contains("died 30 h ago, without closing the queue");
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
  void blamesATaskThatFailsAgainAndAgain() {
    DiagnosisView found =
        new Given()
            .idleWorker(1)
            .setback(9, TaskState.DEAD, Given.LONG, Cause.HANDLER_FAILED, Cause.HANDLER_FAILED)
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
            .setback(10, TaskState.RUNNING, Given.LONG, Cause.WORKER_DIED)
            .setback(
                11, TaskState.RUNNING, Given.LONG, Cause.RELEASED, Cause.RELEASED, Cause.RELEASED);
    assertThat(given.diagnose().cause()).isEqualTo("all_well");
  }

  @Test
  void countsNoRestartsWhereNoneWereAllowed() {
    WorkerView gaveUp = new WorkerView(1, 4243L, "gave_up", null, null, 0, true, null, null);
    assertThat(new Given().answering(gaveUp).diagnose().summary())
        .contains("worker 1 died, and its supervisor has given up on it");
  }

  @Test
  void showsOfATaskThatHasWorkersHangWhereTheyHung() {
    DiagnosisView found =
        new Given()
            .idleWorker(1)
            .setback(9, TaskState.DEAD, Given.LONG, Cause.WORKER_DIED, Cause.WORKER_DIED)
            .foundHung(1, 4001, new TaskId(9), "my.Handler.spin(Handler.java:7)")
            .foundHung(2, 4002, new TaskId(8), "my.Handler.other(Handler.java:9)")
            .answering()
            .diagnose();
    assertThat(found.cause()).isEqualTo("poison_task");
    assertThat(found.evidence())
        .anyMatch(line -> line.contains("hung in my.Handler.spin(Handler.java:7) with task-9"))
        .noneMatch(line -> line.contains("task-8"));
  }

  @Test
  void callsOneDeathNoLoopThoughItsSupervisorGaveUp() {
    WorkerView gaveUp = new WorkerView(1, 4243L, "gave_up", null, null, 0, true, null, null);
    DiagnosisView found =
        new Given()
            .answering(gaveUp)
            .death(1, 4242, Given.LONG, "killed by SIGKILL")
            .full()
            .diagnose();
    assertThat(Given.causes(found)).containsExactly("queue_full", "worker_killed");
    assertThat(found.summary())
        .contains("was killed by SIGKILL 12.3 s ago; its supervisor has given up on it");
    assertThat(found.remedy()).contains("./run.sh resume-workers");
  }

  @Test
  void callsStartsThatFailAgainAndAgainALoopAlsoWhileTheNextIsUnderWay() {
    WorkerView starting = new WorkerView(1, 4243L, "starting", null, null, 9, true, null, null);
    assertThat(new Given().answering(starting).diagnose().cause()).isEqualTo("no_worker");
    DiagnosisView found = new Given().failedStarts(3).answering(starting).diagnose();
    assertThat(Given.causes(found)).containsExactly("no_worker", "crash_loop");
    assertThat(found.summary())
        .contains("workers fail to start repeatedly: 3 times")
        .doesNotContain("/workers/resume");
  }
}
