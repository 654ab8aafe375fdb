package io.joinq.server.supervisor;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The configuration of a supervisor.
 *
 * @param spares processes that have the queue open and wait to take the place of one that died
 * @param taskTimeout a worker whose task makes no progress for this long, and a little more, hangs
 * @param leaseTimeout a worker that is stopped for this long is replaced
 * @param dumps folder for the threads of workers that hung
 */
public record SupervisorConfig(
    WorkerRange workers,
    int spares,
    RestartIntensity intensity,
    RecyclePolicy recycling,
    Duration taskTimeout,
    Duration leaseTimeout,
    Path dumps) {
  public static final int MOST_SPARES = 16;

  public SupervisorConfig {
    if (spares < 0 || spares > MOST_SPARES) {
      throw new IllegalArgumentException(
          "--spares must be from 0 to " + MOST_SPARES + ", not " + spares);
    }
  }
}
