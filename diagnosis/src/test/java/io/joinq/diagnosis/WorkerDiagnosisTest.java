package io.joinq.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.json.WorkerView;
import io.joinq.queue.TaskId;
import io.joinq.queue.WorkerStatus.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is named of workers that are there, on fabricated evidence. */
@Tag("fast")
class WorkerDiagnosisTest {
  @Test
  void namesTheKilledWorkerBeforeThePauseWhichNobodyWouldHeed() {
    DiagnosisView found = Given.incident().paused().death(1, 4242, Given.LONG, "").diagnose();
    assertThat(found.cause()).isEqualTo("worker_killed");
    assertThat(found.remedy()).contains("restart a worker", "resume");
    assertThat(Given.others(found)).containsExactly("workers_paused");
  }

  @Test
  void saysThatAnotherWorkerIsComing() {
    WorkerView starting = new WorkerView(1, 4243L, "starting", null, null, 1, true, null, null);
    DiagnosisView found = new Given().answering(starting).death(1, 4242, Given.LONG, "").diagnose();
    assertThat(found.cause()).isEqualTo("worker_killed");
    assertThat(found.summary()).contains("another is being started");
  }

  @Test
  void namesThePauseWhenAWorkerWouldHeedItsEnd() {
    DiagnosisView found = Given.incident().paused().idleWorker(1).diagnose();
    assertThat(Given.causes(found))
        .containsExactly("loop_blocked_in_put", "queue_full", "workers_paused");
  }

  @Test
  void namesAStoppedWorker() {
    DiagnosisView found = Given.incident().worker(1, State.STOPPED, Given.LONG).diagnose();
    assertThat(Given.causes(found)).endsWith("queue_full", "worker_stopped");
    assertThat(found.remedy()).contains("kill -CONT 4001");
  }

  @Test
  void namesAWorkerThatIsHungInAHandlerAndShowsItsStack() {
    DiagnosisView found =
        new Given()
            .full()
            .worker(1, State.BUSY, Given.LONG)
            .stack(1, "my.Handler.handle")
            .diagnose();
    assertThat(Given.causes(found)).containsExactly("queue_full", "worker_hung");
    assertThat(found.summary()).contains("worker 1, pid 4001", "task-1 for 12.3 s");
    assertThat(found.stacks())
        .containsExactly(new Stack("worker 1, pid 4001", List.of("my.Handler.handle")));
  }

  @Test
  void pointsToTheThreadsThatTheSupervisorKeptOfAWorkerThatHangs() {
    DiagnosisView found =
        new Given()
            .full()
            .worker(1, State.BUSY, Given.LONG)
            .foundHung(1, 4001, new TaskId(1), "my.Handler.spin(Handler.java:7)")
            .answering()
            .diagnose();
    assertThat(Given.causes(found)).containsExactly("queue_full", "worker_hung");
    assertThat(found.evidence())
        .anyMatch(
            line ->
                line.contains("pid 4001, hung in my.Handler.spin(Handler.java:7) with task-1")
                    && line.endsWith("its threads are in /dumps/worker.txt"));
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
    DiagnosisView found = new Given().supervisedWorker(1, Given.LONG).answering().diagnose();
    assertThat(Given.causes(found)).containsExactly("worker_busy_long");
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
            .worker(1, State.BUSY, Given.LONG)
            .worker(2, State.BUSY, Duration.ofMillis(100))
            .diagnose();
    assertThat(Given.causes(found)).containsExactly("worker_busy_long");
    assertThat(found.summary()).contains("worker 1,", "though it holds up nobody");
  }

  @Test
  void callsAWorkerHungPastItsTaskTimeoutThoughNothingWaits() {
    Duration tooLong = Given.TASK_TIMEOUT.plusSeconds(1);
    DiagnosisView found = new Given().supervisedWorker(1, tooLong).answering().diagnose();
    assertThat(Given.causes(found)).containsExactly("worker_hung");
  }

  @Test
  void callsAWorkerHungAfterThePatienceThatIsAskedForThoughNothingWaits() {
    DiagnosisView found =
        new Given().worker(1, State.BUSY, Given.LONG).patience(Duration.ofSeconds(12)).diagnose();
    assertThat(Given.causes(found)).containsExactly("worker_hung");
  }

  @Test
  void namesAPauseThatHoldsUpAllBeforeOneStoppedWorkerOfSeveral() {
    DiagnosisView found =
        new Given().full().paused().worker(1, State.STOPPED, Given.LONG).idleWorker(2).diagnose();
    assertThat(Given.causes(found)).containsExactly("queue_full", "workers_paused");
    assertThat(Given.others(found)).containsExactly("worker_stopped");
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
            .worker(1, State.STOPPED, Given.LONG)
            .diagnose();
    assertThat(Given.causes(found)).containsExactly("queue_full", "worker_stopped");
    assertThat(Given.others(found)).containsExactly("crash_loop");
  }

  @Test
  void namesAWorkerThatSeemsIdleAndTakesNothing() {
    DiagnosisView found = new Given().capacity(4).depth(2, 2).idleWorker(1).diagnose();
    assertThat(Given.causes(found)).containsExactly("worker_hung");
    assertThat(found.summary()).contains("seems idle, and takes none of the tasks that wait");
    assertThat(new Given().capacity(4).depth(0, 2).idleWorker(1).diagnose().healthy()).isTrue();
  }

  @Test
  void namesAWorkerWithoutASignOfLife() {
    DiagnosisView found = new Given().worker(1, State.HUNG, Given.LONG).diagnose();
    assertThat(Given.causes(found)).containsExactly("worker_hung");
    assertThat(found.summary()).contains("shows no sign of life with task-1");
  }
}
