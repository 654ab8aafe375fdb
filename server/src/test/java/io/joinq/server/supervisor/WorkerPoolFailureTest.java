package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.TaskId;
import io.joinq.server.events.EventKind;
import io.joinq.server.supervisor.FakeWorkerPool.Fake;
import io.joinq.server.supervisor.SupervisedWorker.State;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that die or cannot start, and when there are to be no more of them. */
@Tag("fast")
class WorkerPoolFailureTest {
  private static final Duration MOMENT = Duration.ofMillis(5);
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final TaskId TASK = new TaskId(7);

  @Test
  void tellsAStartThatFailedFromACrashWithItsLastLines() {
    FakeWorkerPool fake = new FakeWorkerPool(1, 0);

    fake.started().get(0).ends("exit code 2");

    assertThat(fake.kinds()).doesNotContain(EventKind.WORKER_DIED);
    assertThat(fake.facts(EventKind.WORKER_START_FAILED))
        .containsEntry("died_of", "exit code 2")
        .containsEntry("last_lines", List.of("worker: --task-timeout is wrong"));
    assertThat(fake.states()).containsExactly(State.BACKOFF);
  }

  @Test
  void killsAProcessThatDoesNotComeToOpenTheQueue() {
    FakeWorkerPool fake = new FakeWorkerPool(1, 0);

    fake.pass(WorkerLifecycle.START_PATIENCE);

    assertThat(fake.started().get(0).orders).contains("KILL");
  }

  @Test
  void givesUpWhenTooManyDieAndGoesOnWhenItIsTold() {
    FakeWorkerPool fake = new FakeWorkerPool(1, 0);
    while (!fake.pool.hasGivenUp()) {
      fake.latest().ends("exit code 3");
      fake.pass(Duration.ofSeconds(10));
    }

    assertThat(fake.started()).hasSize(1 + 3);
    assertThat(fake.states()).containsExactly(State.GAVE_UP);
    assertThat(fake.facts(EventKind.GAVE_UP)).containsEntry("deaths", 4);
    fake.pass(LONG);
    assertThat(fake.started()).hasSize(1 + 3);

    assertThat(fake.pool.resume()).isTrue();
    fake.latest().opens().claims();

    assertThat(fake.started()).hasSize(1 + 4);
    assertThat(fake.states()).containsExactly(State.CLAIMING);
    assertThat(fake.kinds()).contains(EventKind.RESUMED);
    assertThat(fake.pool.resume()).isFalse();
  }

  @Test
  void givesUpAProgramThatCannotEvenBeStarted() {
    FakeWorkerPool fake = new FakeWorkerPool(1, 0);
    fake.startFails = Optional.of(new IOException("no such program"));
    fake.started().get(0).ends("exit code 1");

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
    FakeWorkerPool fake = new FakeWorkerPool(1, 0);
    fake.startFails = Optional.of(new IllegalStateException("no more threads"));
    fake.started().get(0).ends("exit code 1");
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
    FakeWorkerPool fake = new FakeWorkerPool(1, 0);

    for (int start = 1; start <= 4; start++) {
      assertThat(fake.pool.hasGivenUp()).as("before start %d failed", start).isFalse();
      fake.pass(WorkerLifecycle.START_PATIENCE);
      assertThat(fake.latest().orders).endsWith("KILL");
      fake.latest().ends("killed by SIGKILL");
      fake.pass(Duration.ofSeconds(10));
    }

    assertThat(fake.states()).containsExactly(State.GAVE_UP);
    assertThat(fake.facts(EventKind.GAVE_UP).get("reason").toString()).contains("4 starts");
    assertThat(fake.pool.resume()).isTrue();
    fake.latest().ends("exit code 1");
    assertThat(fake.pool.hasGivenUp()).as("counted from the start again").isFalse();
  }

  @Test
  void killsOneThatWasToldToClaimAndDoesNotComeToIt() {
    FakeWorkerPool fake = new FakeWorkerPool(1, 0);
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
  void aTaskThatKillsItsWorkersAgainAndAgainDoesNotMakeItGiveUp() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(1, 0);

    IntStream.range(0, 20)
        .forEach(
            attempt -> {
              fake.held.put(fake.latest().pid(), List.of(TASK));
              fake.latest().ends("exit code 134");
              fake.pass(Duration.ofSeconds(5));
              fake.latest().opens().claims();
            });

    assertThat(fake.pool.hasGivenUp()).isFalse();
    assertThat(fake.states()).containsExactly(State.CLAIMING);
  }

  /** Has the only worker hang with a task which it hands back before it ends. */
  private static void hangs(FakeWorkerPool fake, TaskId task, boolean endsDuringTheDump) {
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
    FakeWorkerPool fake = FakeWorkerPool.atWork(1, 0);

    IntStream.range(0, 20).forEach(attempt -> hangs(fake, TASK, endsDuringTheDump));

    assertThat(fake.pool.hasGivenUp()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givesUpWhenManyTasksHang(boolean endsDuringTheDump) {
    FakeWorkerPool fake = FakeWorkerPool.atWork(1, 0);

    IntStream.range(0, 4).forEach(task -> hangs(fake, new TaskId(task), endsDuringTheDump));

    assertThat(fake.pool.hasGivenUp()).isTrue();
  }

  @Test
  void givesUpWhenWorkersAreTooLargeBeforeTheyHaveDoneAnything() {
    FakeWorkerPool fake = FakeWorkerPool.recycling(0, 64L << 20);

    for (int i = 0; i < 4; i++) {
      Fake large = fake.latest();
      large.rss = (64L << 20) + 1;
      fake.look(0, MOMENT, large.with(null, MOMENT, 0));
      fake.latest().opens().claims();
      assertThat(fake.pool.hasGivenUp()).as("after %d", i).isFalse();
      large.ends("exit code 0");
    }

    assertThat(fake.pool.hasGivenUp()).isTrue();
    assertThat(fake.claiming()).as("the last one goes on").isEqualTo(1);
  }
}
