package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.server.supervisor.FakeWorkerPool.Fake;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From which workers tasks are expected to be taken. */
@Tag("fast")
class ExpectedConsumerTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  private static boolean isExpected(FakeWorkerPool fake) {
    return fake.pool.expectsConsumer(
        pid ->
            fake.started().stream().anyMatch(process -> process.pid() == pid && process.stopped));
  }

  @Test
  void aWorkerThatStartsIsExpectedAndHasNotClaimedYet() {
    FakeWorkerPool fake = new FakeWorkerPool(1, 0);

    assertThat(isExpected(fake)).isTrue();
    fake.latest().opens();
    assertThat(isExpected(fake)).isTrue();
    assertThat(fake.pool.hasClaimed()).isFalse();
    fake.latest().claims();
    assertThat(isExpected(fake)).isTrue();
    assertThat(fake.pool.hasClaimed()).isTrue();
  }

  @Test
  void oneThatDiesIsExpectedBackUntilTheSupervisorGivesUp() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(1, 0);

    for (int death = 0; death < 3; death++) {
      fake.latest().ends("exit code 1");
      assertThat(isExpected(fake)).as("in backoff").isTrue();
      fake.pass(Duration.ofSeconds(5));
      assertThat(isExpected(fake)).as("started again").isTrue();
      assertThat(fake.pool.hasClaimed()).isTrue();
    }
    fake.latest().ends("exit code 1");

    assertThat(fake.pool.hasGivenUp()).isTrue();
    assertThat(isExpected(fake)).isFalse();
    assertThat(fake.pool.hasClaimed()).isFalse();
    fake.pool.resume();
    assertThat(isExpected(fake)).isTrue();
  }

  @Test
  void onceItGaveUpAWorkerThatClaimsIsNotExpectedBack() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(2, 0);
    while (!fake.pool.hasGivenUp()) {
      fake.latest().ends("exit code 1");
      fake.pass(Duration.ofSeconds(5));
    }

    assertThat(fake.claiming()).isEqualTo(1);
    assertThat(isExpected(fake)).isFalse();
  }

  @Test
  void aStoppedWorkerIsNotExpectedAndItsReplacementIs() {
    FakeWorkerPool fake = FakeWorkerPool.atWork(1, 1);
    Fake worker = fake.started().get(0);
    fake.latest().opens();

    worker.stopped = true;
    assertThat(isExpected(fake)).as("only a spare is there").isFalse();
    fake.look(0, LONG, worker.with(null, LONG, 0));
    fake.pass(LONG);
    fake.look(0, LONG, worker.with(null, LONG, 0));

    assertThat(isExpected(fake)).isTrue();
  }
}
