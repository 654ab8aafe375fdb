package io.joinq.server.supervisor;

import io.joinq.queue.QueueStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides how many workers to run. Adds one when tasks have waited long, or the queue was full, for
 * a while. Removes one when, for a much longer time, no task had to wait and not all workers were
 * busy, so that a varying load does not start and stop workers all the time. Confined to the
 * supervisor's thread.
 */
final class ScalingPolicy {
  static final Duration LONG_WAIT = Duration.ofMillis(500);
  static final Duration UP_AFTER = Duration.ofSeconds(1);
  static final Duration DOWN_AFTER = Duration.ofSeconds(20);

  private final WorkerRange range;
  private int wanted;
  private long pressedSince;
  private long calmSince;
  private boolean pressed;
  private boolean calm;

  ScalingPolicy(WorkerRange range) {
    this.range = range;
    wanted = range.min();
  }

  int wanted() {
    return wanted;
  }

  /** Decides from the state of the queue. Returns the reason if the wanted number changed. */
  Optional<String> look(PoolSnapshot snapshot) {
    QueueStatus queue = snapshot.queue();
    Optional<String> pressure = pressure(queue);
    boolean idle = queue.depth() == 0 && snapshot.busyWorkers() < wanted;
    pressedSince = pressure.isPresent() && pressed ? pressedSince : snapshot.nanos();
    calmSince = idle && calm ? calmSince : snapshot.nanos();
    pressed = pressure.isPresent();
    calm = idle;
    if (pressed && wanted < range.max() && lasted(pressedSince, snapshot, UP_AFTER)) {
      change(1, snapshot);
      return pressure;
    }
    if (calm && wanted > range.min() && lasted(calmSince, snapshot, DOWN_AFTER)) {
      change(-1, snapshot);
      return Optional.of("for " + DOWN_AFTER.toSeconds() + " s no task waited");
    }
    return Optional.empty();
  }

  private static Optional<String> pressure(QueueStatus queue) {
    if (queue.paused()) {
      return Optional.empty();
    }
    if (queue.depth() >= queue.capacity()) {
      return Optional.of("the queue is full, " + queue.depth() + "/" + queue.capacity());
    }
    return queue
        .oldestAge()
        .filter(age -> age.compareTo(LONG_WAIT) > 0)
        .map(age -> "a task has waited for " + age.toMillis() + " ms");
  }

  private static boolean lasted(long sinceNanos, PoolSnapshot snapshot, Duration time) {
    return snapshot.nanos() - sinceNanos >= time.toNanos();
  }

  private void change(int by, PoolSnapshot snapshot) {
    wanted += by;
    pressedSince = snapshot.nanos();
    calmSince = snapshot.nanos();
  }
}
