package io.joinq.lab.cluster;

import java.time.Duration;
import java.util.Optional;

/** Polls for a condition. */
public final class Poll {
  private static final Duration PERIOD = Duration.ofMillis(10);

  private Poll() {}

  /** One look; empty when what is waited for is not there yet. */
  @FunctionalInterface
  public interface Look<T> {
    Optional<T> look() throws InterruptedException;
  }

  /**
   * Looks every 10 ms.
   *
   * @return empty if it was not there in time
   */
  public static <T> Optional<T> within(Duration patience, Look<T> look)
      throws InterruptedException {
    long started = System.nanoTime();
    while (true) {
      Optional<T> seen = look.look();
      if (seen.isPresent() || System.nanoTime() - started > patience.toNanos()) {
        return seen;
      }
      Thread.sleep(PERIOD.toMillis());
    }
  }
}
