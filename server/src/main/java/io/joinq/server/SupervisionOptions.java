package io.joinq.server;

import io.joinq.options.DurationConverter;
import io.joinq.options.SizeConverter;
import io.joinq.server.supervisor.Recycling;
import io.joinq.server.supervisor.RestartIntensity;
import io.joinq.server.supervisor.SupervisorConfig;
import io.joinq.server.supervisor.WorkerRange;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How a server's workers are supervised. */
final class SupervisionOptions {
  @Option(
      names = "--workers",
      paramLabel = "N[..M]",
      defaultValue = "1",
      description = {
        "Workers to start and to keep alive (default: ${DEFAULT-VALUE}).",
        "1..4 = at least 1, and up to 4 while tasks have to wait."
      })
  private String workers = "1";

  @Option(
      names = "--supervise",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Whether to start workers at all; without, start them by hand (default:"
              + " ${DEFAULT-VALUE}).")
  private boolean supervise = true;

  @Option(
      names = "--spares",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Further workers that wait, ready, to take the place of one that dies (default:"
              + " ${DEFAULT-VALUE}).")
  private int spares;

  @Option(
      names = "--max-restarts",
      paramLabel = "N",
      defaultValue = "" + RestartIntensity.DEFAULT_MAX_RESTARTS,
      description =
          "When more die within the window, for each worker, no more are started until POST"
              + " /workers/resume; several by the same task count as one (default:"
              + " ${DEFAULT-VALUE}).")
  private int maxRestarts = RestartIntensity.DEFAULT_MAX_RESTARTS;

  @Option(
      names = "--restart-window",
      paramLabel = "D",
      defaultValue = "60s",
      converter = DurationConverter.class,
      description = "The window of --max-restarts (default: ${DEFAULT-VALUE}).")
  private Duration restartWindow = RestartIntensity.DEFAULT_RESTART_WINDOW;

  @Option(
      names = "--recycle-after",
      paramLabel = "N",
      defaultValue = "0",
      description = "Replace a worker after so many tasks; 0 = never (default: ${DEFAULT-VALUE}).")
  private long recycleAfter;

  @Option(
      names = "--max-rss",
      paramLabel = "SIZE",
      defaultValue = "0",
      converter = SizeConverter.class,
      description =
          "Replace a worker that uses more memory; 0 = never (default: ${DEFAULT-VALUE}).")
  private long maxRss;

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  SupervisorConfig toConfig(Duration taskTimeout, Duration leaseTimeout, Path dumps) {
    WorkerRange range = WorkerRange.parse(workers);
    return new SupervisorConfig(
        supervise ? range : WorkerRange.NONE,
        supervise && range.max() > 0 ? spares : 0,
        new RestartIntensity(maxRestarts, restartWindow),
        new Recycling(recycleAfter, maxRss),
        taskTimeout,
        leaseTimeout,
        dumps);
  }
}
