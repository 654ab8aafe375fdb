package io.joinq.lab.measure;

import io.joinq.lab.stats.Latencies;
import io.joinq.options.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "recovery",
    description = {
      "Kills processes that hold the queue's put lock, a lease, or nothing, and measures from right"
          + " before the SIGKILL until another process, which waits already, has what it waits for.",
      "The settings are the defaults, and the two processes are alone with the queue."
    },
    footer = {
      "",
      "Exits with 0 when 99 of 100 recoveries of each kind took less than the bar, with 5 if not."
    })
public final class RecoveryCommand implements Callable<Integer> {
  private static final Duration BAR = Duration.ofMillis(500);

  @Spec private CommandSpec spec;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "200",
      description = "Of each kind (default: ${DEFAULT-VALUE}).")
  private int kills = 200;

  @Option(
      names = "--only",
      paramLabel = "KIND",
      split = ",",
      description = "Some of ${COMPLETION-CANDIDATES} (default: all).")
  private List<Recovery> only = List.of(Recovery.values());

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where the queue is made, and deleted (default: a temporary one).")
  private Path folder;

  @Override
  public Integer call() throws IOException, InterruptedException, TimeoutException {
    if (kills < 1) {
      throw new UsageException("--kills must be at least 1, not " + kills);
    }
    PrintWriter out = spec.commandLine().getOut();
    Thresholds thresholds = new Thresholds();
    try (MeasuredQueue ground = new MeasuredQueue(folder);
        Observer observer = new Observer(ground)) {
      out.printf("recovery: %d kills of each kind, in %s%n", kills, ground.folder());
      out.flush();
      for (Recovery recovery : only) {
        add(thresholds, recovery, observer.measure(recovery, kills));
      }
    }
    thresholds.print(out);
    return thresholds.exitCode();
  }

  private static void add(Thresholds thresholds, Recovery recovery, Latencies times) {
    double measured = times.p99();
    thresholds.add(
        recovery.injectFault() + ", until " + recovery.until(),
        "p99 < " + BAR.toMillis() + " ms",
        String.format(
            Locale.ROOT,
            "p50 %.1f, p99 %.1f, max %.1f ms of %d kills",
            times.p50(),
            measured,
            times.max(),
            times.count()),
        measured < BAR.toMillis());
  }
}
