package io.joinq.server.supervisor;

import io.joinq.queue.QueueStatus;
import java.time.Duration;

/**
 * How many workers there are to be. One more when tasks have had to wait for a while, one less when
 * for a much longer while none had to and not all workers were busy: so that a load that comes and
 * goes does not start and end workers all the time. Belongs to the supervisor's thread.
 */
final class Scaling {
  static final Duration LONG_WAIT = Duration.ofMillis(500);
  static final Duration UP_AFTER = Duration.ofSeconds(1);
  static final Duration DOWN_AFTER = Duration.ofSeconds(20);

  private final WorkerRange range;
  private int wanted;
  private long pressedSince;
  private long calmSince;
  private boolean pressed;
  private boolean calm;

  Scaling(WorkerRange range) {
    this.range = range;
    wanted = range.min();
  }

  int wanted() {
    return wanted;
  }

  /** Looks at the queue and decides anew; true if that changed how many are wanted. */
  boolean look(Sight sight) {
    QueueStatus queue = sight.queue();
    boolean waiting =
        !queue.paused()
            && queue.oldestAge().filter(age -> age.compareTo(LONG_WAIT) > 0).isPresent();
    boolean idle = queue.depth() == 0 && sight.busyWorkers() < wanted;
    pressedSince = waiting && pressed ? pressedSince : sight.nanos();
    calmSince = idle && calm ? calmSince : sight.nanos();
    pressed = waiting;
    calm = idle;
    if (pressed && wanted < range.max() && lasted(pressedSince, sight, UP_AFTER)) {
      return change(1, sight);
    }
    if (calm && wanted > range.min() && lasted(calmSince, sight, DOWN_AFTER)) {
      return change(-1, sight);
    }
    return false;
  }

  private static boolean lasted(long sinceNanos, Sight sight, Duration time) {
    return sight.nanos() - sinceNanos >= time.toNanos();
  }

  private boolean change(int by, Sight sight) {
    wanted += by;
    pressedSince = sight.nanos();
    calmSince = sight.nanos();
    return true;
  }
}
