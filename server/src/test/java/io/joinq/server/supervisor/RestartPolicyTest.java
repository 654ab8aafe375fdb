package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.queue.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class RestartPolicyTest {
  private static final Duration WINDOW = Duration.ofSeconds(60);
  private static final double UPPER_END = 1;

  private long now = 1;

  private static RestartPolicy policy(int maxRestarts) {
    return new RestartPolicy(new RestartIntensity(maxRestarts, WINDOW), () -> UPPER_END);
  }

  private Optional<Duration> dies(RestartPolicy policy, boolean useful) {
    return policy.died(now, useful, List.of(), 1);
  }

  @Test
  void startsAnewAtOnceAfterAUsefulLife() {
    assertThat(dies(policy(10), true)).hasValue(Duration.ZERO);
  }

  @Test
  void doublesTheDelayUpToWhatTheWindowAllows() {
    RestartPolicy policy = policy(10);

    assertThat(IntStream.range(0, 7).mapToObj(i -> dies(policy, false).orElseThrow().toMillis()))
        .containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_000L, 3_000L);
  }

  @Test
  void drawsTheDelayFromItsUpperHalf() {
    RestartIntensity intensity = new RestartIntensity(10, WINDOW);

    assertThat(new RestartPolicy(intensity, () -> 0).died(now, false, List.of(), 1))
        .hasValue(Duration.ofMillis(50));
  }

  @Test
  void beginsTheDelaysAnewAfterAUsefulLife() {
    RestartPolicy policy = policy(10);
    dies(policy, false);
    dies(policy, false);
    dies(policy, true);

    assertThat(dies(policy, false)).hasValue(Duration.ofMillis(100));
  }

  @Test
  void givesUpWhenMoreDieWithinTheWindowThanAreAllowed() {
    RestartPolicy policy = policy(3);
    IntStream.range(0, 3).forEach(i -> assertThat(dies(policy, true)).isPresent());

    assertThat(dies(policy, true)).isEmpty();
  }

  @Test
  void allowsAsManyForEachWorker() {
    RestartPolicy policy = policy(1);

    assertThat(policy.died(now, true, List.of(), 2)).isPresent();
    assertThat(policy.died(now, true, List.of(), 2)).isPresent();
    assertThat(policy.died(now, true, List.of(), 2)).isEmpty();
  }

  @Test
  void forgetsDeathsThatLieBeforeTheWindow() {
    RestartPolicy policy = policy(1);
    dies(policy, true);
    now += WINDOW.toNanos() + 1;

    assertThat(dies(policy, true)).isPresent();
    assertThat(policy.counted()).isEqualTo(1);
  }

  @Test
  void countsTheDeathsByOneTaskAsOne() {
    RestartPolicy policy = policy(1);
    List<TaskId> poison = List.of(new TaskId(7));

    IntStream.range(0, 100).forEach(i -> assertThat(policy.died(now, true, poison, 1)).isPresent());

    assertThat(policy.died(now, true, List.of(new TaskId(8)), 1)).isEmpty();
  }

  @Test
  void countsTheDeathsByOneTaskAsOneWhateverElseTheirWorkersHeld() {
    RestartPolicy policy = policy(1);
    TaskId poison = new TaskId(7);
    policy.died(now, true, List.of(new TaskId(1), poison), 1);

    for (int other = 8; other < 100; other++) {
      assertThat(policy.died(now, true, List.of(poison, new TaskId(other)), 1)).isPresent();
    }

    assertThat(policy.died(now, true, List.of(new TaskId(100), new TaskId(101)), 1)).isEmpty();
  }

  @Test
  void aWorkerThatDiesAtOnceAlwaysUsesUpWhatIsAllowedWithinTheWindow() {
    for (int maxRestarts : new int[] {1, 5, 10, 50, 1_000}) {
      RestartPolicy policy = policy(maxRestarts);
      Duration passed = Duration.ZERO;
      Optional<Duration> delay = dies(policy, false);
      while (delay.isPresent()) {
        passed = passed.plus(delay.get());
        now += delay.get().toNanos();
        delay = dies(policy, false);
      }
      assertThat(passed).as("%d restarts", maxRestarts).isLessThanOrEqualTo(WINDOW.dividedBy(2));
    }
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> new RestartIntensity(-1, WINDOW)).hasMessageContaining("-1");
    assertThatThrownBy(() -> new RestartIntensity(1, Duration.ofMillis(999)))
        .hasMessageContaining("999ms");
  }
}
