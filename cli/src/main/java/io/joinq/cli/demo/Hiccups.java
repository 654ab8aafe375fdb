package io.joinq.cli.demo;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The longest time that this machine kept a thread from running that wanted to: whoever is slower
 * than that is slow for a reason of their own. Measured by a thread that does nothing but sleep for
 * a millisecond at a time.
 */
final class Hiccups implements AutoCloseable {
  private static final Duration NAP = Duration.ofMillis(1);

  private final AtomicLong longestNanos = new AtomicLong();
  private final Thread thread = new Thread(this::measure, "hiccups");

  private Hiccups() {}

  static Hiccups start() {
    Hiccups hiccups = new Hiccups();
    hiccups.thread.setDaemon(true);
    hiccups.thread.start();
    return hiccups;
  }

  private void measure() {
    try {
      while (true) {
        long started = System.nanoTime();
        Thread.sleep(NAP.toMillis());
        long overslept = System.nanoTime() - started - NAP.toNanos();
        longestNanos.accumulateAndGet(overslept, Math::max);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Rounded up to whole milliseconds. */
  Duration longest() {
    return Duration.ofMillis(Math.floorDiv(longestNanos.get() + 999_999, 1_000_000L));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
