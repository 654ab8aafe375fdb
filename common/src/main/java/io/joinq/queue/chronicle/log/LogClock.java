package io.joinq.queue.chronicle.log;

import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.core.time.TimeProvider;

/**
 * The log's time, which is a count of tasks: Chronicle begins a new segment when this clock begins
 * a new minute. Thus segments end after a fixed number of tasks, a task's place follows from its
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
