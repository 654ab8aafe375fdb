package io.joinq.server.supervisor;

import java.time.Duration;

/**
 * How many workers may die within a window before the supervisor gives up.
 *
 * @param maxRestarts within the window, for each worker that is wanted
 */
public record RestartIntensity(int maxRestarts, Duration restartWindow) {
  public static final int DEFAULT_MAX_RESTARTS = 10;
  public static final Duration DEFAULT_RESTART_WINDOW = Duration.ofMinutes(1);
  private static final Duration LEAST_WINDOW = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

  public RestartIntensity {
    if (maxRestarts < 0) {
      throw new IllegalArgumentException(
          "--max-restarts must be at least 0 (give up at once), not " + maxRestarts);
    }
    if (restartWindow.compareTo(LEAST_WINDOW) < 0) {
      throw new IllegalArgumentException(
          "--restart-window must be at least 1s, not "
              + restartWindow.toMillis()
              + "ms; within so short a time no worker can die often enough");
    }
  }

  /**
   * The longest delay before a restart. With longer ones, a worker that dies at once could not die
   * often enough within the window, and the supervisor would never give up.
   */
  Duration longestDelay() {
    Duration half = restartWindow.dividedBy(2L * Math.max(1, maxRestarts));
    return half.compareTo(LONGEST_DELAY) < 0 ? half : LONGEST_DELAY;
  }
}
