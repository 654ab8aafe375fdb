package io.joinq.server.supervisor;

import io.joinq.queue.TaskId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * Decides when a dead worker is restarted, and when no more. Confined to the supervisor's thread.
 *
 * <p>After a worker that had been of use the next is started at once; else after a delay that is
 * doubled each time and drawn from its upper half, so that a worker that cannot start does not use
 * up the machine.
 */
final class RestartPolicy {
  static final Duration FIRST_DELAY = Duration.ofMillis(100);

  /*
   * A task that kills its workers does so maxAttempts times and becomes a dead letter: the
   * task is at fault, and it ends by itself. So the deaths with one task count as one,
   * whatever maxAttempts is and whatever else the worker held. Many different tasks that kill
   * their workers are not taken for chance.
   */
  private record Death(long nanos, List<TaskId> held) {}

  private final RestartIntensity intensity;
  private final DoubleSupplier random;
  private final Deque<Death> deaths = new ArrayDeque<>();
  private Duration next;

  /**
   * @param random from 0 to 1
   */
  RestartPolicy(RestartIntensity intensity, DoubleSupplier random) {
    this.intensity = intensity;
    this.random = random;
    begin();
  }

  RestartIntensity intensity() {
    return intensity;
  }

  /** Forgets what was. */
  void begin() {
    deaths.clear();
    next = first();
  }

  private Duration first() {
    return min(FIRST_DELAY, intensity.longestDelay());
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * Says what follows a death.
   *
   * @param useful whether the worker had finished a task, or claimed for a while
   * @param held the tasks that it held
   * @param workers how many are wanted
   * @return how long to wait before the restart; empty to give up
   */
  Optional<Duration> died(long nowNanos, boolean useful, List<TaskId> held, int workers) {
    long windowNanos = intensity.restartWindow().toNanos();
    deaths.removeIf(death -> nowNanos - death.nanos > windowNanos);
    boolean counted = deaths.stream().anyMatch(d -> !Collections.disjoint(d.held, held));
    if (!counted) {
      deaths.addLast(new Death(nowNanos, held));
    }
    if (deaths.size() > (long) intensity.maxRestarts() * Math.max(1, workers)) {
      return Optional.empty();
    }
    return Optional.of(useful ? none() : delay());
  }

  private Duration none() {
    next = first();
    return Duration.ZERO;
  }

  private Duration delay() {
    Duration delay = next;
    next = min(delay.multipliedBy(2), intensity.longestDelay());
    return Duration.ofNanos((long) (delay.toNanos() * (0.5 + random.getAsDouble() / 2)));
  }

  /** Deaths within the window that count. */
  int counted() {
    return deaths.size();
  }
}
