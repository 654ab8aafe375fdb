package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.server.events.EventKind;
import io.joinq.server.supervisor.FakeWorkerPool.Fake;
import io.joinq.server.supervisor.SupervisedWorker.State;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How many workers there are while the need for them changes. */
@Tag("fast")
class WorkerPoolScalingTest {
  private static final Duration MOMENT = Duration.ofMillis(5);
  private static final Duration LONG = Duration.ofMinutes(2);

  @Test
  void startsMoreWhileTasksWaitAndEndsThemWhenNoneHasToForLong() {
    FakeWorkerPool fake = new FakeWorkerPool(new WorkerRange(1, 3), 0, 3, new RecyclePolicy(0, 0));
    fake.latest().opens().claims();

    fake.look(5, LONG);
    fake.pass(ScalingPolicy.UP_AFTER);
    fake.look(5, LONG);
    assertThat(fake.started()).hasSize(2);
    fake.latest().opens().claims();
    fake.pass(ScalingPolicy.UP_AFTER.minus(MOMENT));
    fake.look(5, LONG);
    assertThat(fake.started()).hasSize(2);

    fake.look(0, MOMENT);
    fake.pass(ScalingPolicy.DOWN_AFTER.minus(MOMENT));
    fake.look(0, MOMENT);
    assertThat(fake.claiming()).isEqualTo(2);
    fake.pass(MOMENT);
    fake.look(0, MOMENT);

    assertThat(fake.claiming()).isEqualTo(1);
    assertThat(fake.kinds()).contains(EventKind.SCALED, EventKind.WORKER_DRAINS);
  }

  /** Two workers of which the second is wanted for a load that is over. */
  private static FakeWorkerPool scaledUp() {
    FakeWorkerPool fake = new FakeWorkerPool(new WorkerRange(1, 2), 0, 3, new RecyclePolicy(0, 0));
    fake.latest().opens().claims();
    fake.look(5, LONG);
    fake.pass(ScalingPolicy.UP_AFTER);
    fake.look(5, LONG);
    return fake;
  }

  private static void calmsDown(FakeWorkerPool fake) {
    fake.look(0, MOMENT);
    fake.pass(ScalingPolicy.DOWN_AFTER);
    fake.look(0, MOMENT);
  }

  private static void assertOnlyClaimerIs(FakeWorkerPool fake, Fake claimer) {
    assertThat(claimer.orders).doesNotContain("TERM");
    assertThat(fake.claiming()).isEqualTo(1);
    assertThat(fake.facts(EventKind.SCALED)).containsEntry("to", 1).containsKey("reason");
  }

  @Test
  void keepsTheOneThatClaimsWhenAnotherGaveUp() {
    FakeWorkerPool fake = scaledUp();
    Fake second = fake.latest().opens().claims();
    // The first place is the one that keeps dying.
    Fake dies = fake.started().get(0);
    while (!fake.pool.hasGivenUp()) {
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
    FakeWorkerPool fake = scaledUp();
    while (!fake.pool.hasGivenUp()) {
      fake.latest().ends("exit code 1");
      fake.pass(Duration.ofSeconds(5));
    }

    calmsDown(fake);

    assertOnlyClaimerIs(fake, fake.started().get(0));
    assertThat(fake.states()).containsExactly(State.CLAIMING);
  }

  @Test
  void keepsTheOneThatClaimsWhenAnotherWaitsToBeStarted() {
    FakeWorkerPool fake = scaledUp();
    fake.look(0, MOMENT);
    fake.pass(ScalingPolicy.DOWN_AFTER);
    fake.latest().ends("exit code 1");
    assertThat(fake.states()).containsExactly(State.CLAIMING, State.BACKOFF);

    fake.look(0, MOMENT);

    assertOnlyClaimerIs(fake, fake.started().get(0));
    assertThat(fake.states()).containsExactly(State.CLAIMING);
  }

  @Test
  void keepsTheOneThatClaimsWhenAnotherStarts() {
    FakeWorkerPool fake = scaledUp();

    calmsDown(fake);

    assertOnlyClaimerIs(fake, fake.started().get(0));
    assertThat(fake.latest().orders).contains("TERM");
  }

  @Test
  void keepsTheOneThatClaimsWhenAnotherIsStopped() {
    FakeWorkerPool fake = scaledUp();
    Fake second = fake.latest().opens().claims();
    fake.look(0, MOMENT);
    fake.pass(ScalingPolicy.DOWN_AFTER);
    fake.started().get(0).stopped = true;

    fake.look(0, MOMENT);
    fake.look(0, MOMENT);

    assertThat(second.orders).doesNotContain("TERM");
    assertThat(fake.started().get(0).orders).contains("TERM");
  }

  @Test
  void tellsOfNoGapOfOneThatWasNotNeededAnyMore() {
    FakeWorkerPool fake = scaledUp();
    fake.latest().opens().claims();
    fake.look(0, MOMENT);
    fake.pass(ScalingPolicy.DOWN_AFTER);
    fake.latest().ends("killed by SIGKILL");
    fake.latest().ends("exit code 1");
    fake.look(0, MOMENT);
    assertThat(fake.states()).containsExactly(State.CLAIMING);

    fake.pass(LONG);
    fake.look(5, LONG);
    fake.pass(ScalingPolicy.UP_AFTER);
    fake.look(5, LONG);
    fake.latest().opens().claims();

    assertThat(fake.facts(EventKind.SCALED)).containsEntry("to", 2).containsKey("reason");
    assertThat(fake.facts(EventKind.WORKER_CLAIMS)).doesNotContainKeys("gap_ms", "replaces_pid");
  }
}
