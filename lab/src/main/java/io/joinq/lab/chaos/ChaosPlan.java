package io.joinq.lab.chaos;

import io.joinq.options.UsageException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Configuration of a chaos run.
 *
 * @param every average time between two kills or stops
 * @param server whether a server takes part
 * @param folder of the run, with the queue and the logs
 */
record ChaosPlan(
    Duration duration,
    long seed,
    int producers,
    int workers,
    int capacity,
    Duration every,
    boolean server,
    Path folder) {

  /** Few, so that a task that always fails becomes a dead letter within the run. */
  static final int MAX_ATTEMPTS = 5;

  static final Duration LEASE_TIMEOUT = Duration.ofSeconds(1);

  /** Tiny tables, so that they fill up and wrap around all the time. */
  static final int SLOTS = 16;

  static final int PROCESSES = 32;
  static final int SEGMENT_TASKS = 64;
  static final int RESULTS_KEPT = 500;

  /** How many children fit, with some room for those whose place is not free again yet. */
  private static final int MOST_CHILDREN = 24;

  ChaosPlan {
    if (producers < 1 || workers < 1 || producers + workers > MOST_CHILDREN) {
      throw new UsageException(
          "--producers %d and --workers %d must be at least 1 each, and %d together at the most"
              .formatted(producers, workers, MOST_CHILDREN));
    }
    if (capacity < 1) {
      throw new UsageException("--capacity must be at least 1, not " + capacity);
    }
    if (every.toMillis() < 1 || duration.toMillis() < 1) {
      throw new UsageException("--duration and --every must be at least 1ms");
    }
  }

  Path queueFolder() {
    return folder.resolve("queue");
  }

  URI queue() {
    return queueIn(queueFolder());
  }

  static URI queueIn(Path folder) {
    return URI.create("chronicle:" + folder.toUri().getRawPath());
  }

  Path logs() {
    return folder.resolve("logs");
  }
}
