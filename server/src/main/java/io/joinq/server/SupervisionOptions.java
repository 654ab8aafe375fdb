package io.joinq.server;

import io.joinq.options.DurationConverter;
import io.joinq.options.SizeConverter;
import io.joinq.server.supervisor.RecyclePolicy;
import io.joinq.server.supervisor.RestartIntensity;
import io.joinq.server.supervisor.SupervisorConfig;
import io.joinq.server.supervisor.WorkerRange;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options for the supervision of a server's workers. */
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
          "Whether to start workers (default: ${DEFAULT-VALUE}). --no-supervise starts none: tasks"
              + " are refused until you start a worker, with ./run.sh worker.")
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

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * @throws IllegalArgumentException if a value is out of its range, or contradicts another
   */
  SupervisorConfig toConfig(Duration taskTimeout, Duration leaseTimeout, Path dumps) {
    WorkerRange range = WorkerRange.parse(workers);
    refuseContradictions(range);
    return new SupervisorConfig(
        supervise ? range : WorkerRange.NONE,
        supervise && range.max() > 0 ? spares : 0,
        new RestartIntensity(maxRestarts, restartWindow),
        new RecyclePolicy(recycleAfter, maxRss),
        taskTimeout,
        leaseTimeout,
        dumps);
  }

  /*
   * Only what stands on the command line: a variable may be meant for another server, one that is
   * started from the same shell and does supervise.
   */
  private void refuseContradictions(WorkerRange range) {
    if (supervise && range.max() > 0) {
      return;
    }
    String none = supervise ? "--workers 0" : "--no-supervise";
    if (!supervise && range.max() > 0) {
      refuse("--workers", none);
    }
    if (spares > 0) {
      refuse("--spares", none);
    }
    if (recycleAfter > 0) {
      refuse("--recycle-after", none);
    }
    if (maxRss > 0) {
      refuse("--max-rss", none);
    }
  }

  private void refuse(String option, String none) {
    if (command == null || !command.commandLine().getParseResult().hasMatchedOption(option)) {
      return;
    }
    String value =
        String.join(
            " ",
            command.commandLine().getParseResult().matchedOption(option).originalStringValues());
    throw new IllegalArgumentException(
        "%s %s contradicts %s, with which this server starts no workers; leave %s out, or %s"
            .formatted(
                option,
                value,
                none,
                option,
                supervise ? "give --workers 1 or more" : "leave --no-supervise out"));
  }
}
