package io.joinq.server.put;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets one log line per second pass, because puts fail in crowds. Thread-safe. */
final class LogThrottle {
  private static final long PERIOD_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;
  private final AtomicLong passedNanos;

  LogThrottle(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    passedNanos = new AtomicLong(nanoTime.getAsLong() - PERIOD_NANOS);
  }

  /** Whether it is time for one; true for one caller a second. */
  boolean isTime() {
    long now = nanoTime.getAsLong();
    long passed = passedNanos.get();
    return now - passed >= PERIOD_NANOS && passedNanos.compareAndSet(passed, now);
  }
}
