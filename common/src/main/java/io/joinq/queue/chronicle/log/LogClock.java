package io.joinq.queue.chronicle.log;

import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.core.time.TimeProvider;

/**
 * The clock of the log, which counts tasks: Chronicle begins a new segment when this clock begins a
 * new minute. So segments hold a fixed number of tasks, the position of a task follows from its
 * sequence by arithmetic, and a wall clock that steps back does no harm.
 */
final class LogClock implements TimeProvider {
  static final int CYCLE_MILLIS = 60_000;

  private volatile int cycle;

  void setCycle(int newCycle) {
    if (cycle != newCycle) {
      cycle = newCycle;
    }
  }

  @Override
  public long currentTimeMillis() {
    return (long) cycle * CYCLE_MILLIS;
  }

  @Override
  public long currentTimeMicros() {
    return TimeUnit.MILLISECONDS.toMicros(currentTimeMillis());
  }

  @Override
  public long currentTimeNanos() {
    return TimeUnit.MILLISECONDS.toNanos(currentTimeMillis());
  }
}
