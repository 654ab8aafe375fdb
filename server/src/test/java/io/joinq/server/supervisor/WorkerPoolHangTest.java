package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.TaskId;
import io.joinq.server.events.EventKind;
import io.joinq.server.supervisor.FakeWorkerPool.Fake;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Workers that are there and do not get on. */
@Tag("fast")
class WorkerPoolHangTest {
  private static final Duration MOMENT = Duration.ofMillis(5);
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final TaskId TASK = new TaskId(7);

  @Test
  void findsAWorkerWhoseTaskMakesNoProgressDumpsItsThreadsAndEndsIt() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(1, 0);
    Fake hung = fake.started().get(0);
    Duration late = FakeWorkerPool.TASK_TIMEOUT.plus(HangCheck.MARGIN).plus(MOMENT);

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
    FakeWorkerPool fake = FakeWorkerPool.atWork(1, 0);
    Fake stopped = fake.started().get(0);
    stopped.stopped = true;

    fake.look(0, MOMENT, stopped.with(TASK, LONG, 0));
    assertThat(fake.started()).hasSize(1);
    fake.pass(FakeWorkerPool.LEASE_TIMEOUT.plus(MOMENT));
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
    assertThat(fake.pool.hasGivenUp()).isFalse();
  }

  @Test
  void replacesOneThatIsStoppedBeforeItClaimsAndASpareThatIs() {
    FakeWorkerPool fake = new FakeWorkerPool(1, 1);
    Fake worker = fake.latest();
    worker.stopped = true;
    fake.look(0, MOMENT);
    fake.pass(FakeWorkerPool.LEASE_TIMEOUT.plus(MOMENT));
    fake.look(0, MOMENT);
    fake.pass(MOMENT);
    assertThat(worker.orders).endsWith("TERM", "KILL");

    worker.ends("killed by SIGKILL");
    fake.latest().opens().claims();
    Fake spare = fake.latest().opens();
    spare.stopped = true;
    fake.look(0, MOMENT);
    fake.pass(FakeWorkerPool.LEASE_TIMEOUT.plus(MOMENT));
    fake.look(0, MOMENT);
    fake.pass(MOMENT);

    assertThat(spare.orders).containsExactly("TERM", "KILL");
    assertThat(fake.latest()).isNotSameAs(spare);
    assertThat(fake.latest().isSpare()).isTrue();
    assertThat(fake.pool.hasGivenUp()).isFalse();
  }

  @Test
  void aSpareThatIsStoppedIsNotCountedOnWhenAWorkerDies() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(1, 1);
    Fake spare = fake.latest().opens();
    spare.stopped = true;
    fake.look(0, MOMENT);

    fake.started().get(0).ends("killed by SIGKILL");
    fake.pass(Duration.ofSeconds(1));

    assertThat(spare.orders).isEmpty();
    assertThat(fake.latest().opens().claims().isSpare()).isFalse();
  }
}
