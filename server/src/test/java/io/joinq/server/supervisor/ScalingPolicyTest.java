package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.QueueStatus;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("fast")
class ScalingPolicyTest {
  private static final int CAPACITY = 4;
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = ScalingPolicy.LONG_WAIT.plusMillis(1);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final ScalingPolicy scaling = new ScalingPolicy(new WorkerRange(1, 2));
  private boolean paused;
  private long now = 1;

  /** Looks at such a queue five times a second; what was said at the end. */
  private Optional<String> look(int depth, Duration oldest, Duration time) {
    Optional<String> said = once(depth, oldest);
    for (long end = now + time.toNanos(); now < end; ) {
      now += LOOK.toNanos();
      said = once(depth, oldest);
    }
    return said;
  }

  private Optional<String> once(int depth, Duration oldest) {
    QueueStatus status =
        new QueueStatus(
            URI.create("chronicle:fake"),
            CAPACITY,
            depth,
            0,
            depth,
            paused,
            false,
            0,
            0,
            0,
            0,
            depth == 0 ? Optional.empty() : Optional.of(oldest),
            List.of(),
            List.of(),
            List.of());
    return scaling.look(new PoolSnapshot(now, status, Map.of()));
  }

  @Test
  void oneMoreWhereTasksWaitLong() {
    assertThat(look(1, LONG, ScalingPolicy.UP_AFTER.minus(LOOK))).isEmpty();
    assertThat(look(1, LONG, LOOK)).hasValue("a task has waited for 501 ms");
    assertThat(scaling.wanted()).isEqualTo(2);
  }

  @Test
  void oneMoreWhereTheQueueIsFullThoughNoneInItWaitsLong() {
    assertThat(look(CAPACITY, SHORT, ScalingPolicy.UP_AFTER)).hasValue("the queue is full, 4/4");
    assertThat(scaling.wanted()).isEqualTo(2);
  }

  @Test
  void asManyWhereTheQueueIsFullNowAndThen() {
    for (int second = 0; second < 10; second++) {
      look(CAPACITY, SHORT, ScalingPolicy.UP_AFTER.minus(LOOK));
      look(CAPACITY - 1, SHORT, LOOK);
    }

    assertThat(scaling.wanted()).isEqualTo(1);
  }

  @Test
  void asManyWhileTheQueueIsPausedHoweverFullItIs() {
    paused = true;

    assertThat(look(CAPACITY, LONG, ScalingPolicy.UP_AFTER.multipliedBy(3))).isEmpty();
    assertThat(scaling.wanted()).isEqualTo(1);
  }

  @Test
  void oneLessOnlyAfterMuchLongerWithoutAnyThatWaits() {
    look(CAPACITY, SHORT, ScalingPolicy.UP_AFTER);

    assertThat(look(0, SHORT, ScalingPolicy.DOWN_AFTER.minus(LOOK))).isEmpty();
    assertThat(look(1, SHORT, LOOK)).isEmpty();
    assertThat(look(0, SHORT, ScalingPolicy.DOWN_AFTER.minus(LOOK))).isEmpty();
    assertThat(look(0, SHORT, LOOK)).hasValue("for 20 s no task waited");
    assertThat(scaling.wanted()).isEqualTo(1);
  }

  @Test
  void neverMoreThanTheMost() {
    look(CAPACITY, LONG, ScalingPolicy.UP_AFTER.multipliedBy(10));

    assertThat(scaling.wanted()).isEqualTo(2);
  }
}
