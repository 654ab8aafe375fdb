package io.joinq.lab.chaos;

import io.joinq.lab.chaos.Violation.Kind;
import io.joinq.options.DurationConverter;
import io.joinq.options.ExitCode;
import io.joinq.options.UsageException;
import io.joinq.os.FileTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "chaos",
    description = {
      "Kills and stops producers, workers and a server at random while they share a queue of their"
          + " own, and checks what each of them wrote down outside of it.",
    },
    footer = {
      "",
      "The seed decides who is harmed and how; the scheduler has a say, so a seed does not repeat a"
          + " run to the instruction.",
      "Exits with 0 only when every promise was kept, and else with 1 and the evidence."
    })
public final class ChaosCommand implements Callable<Integer> {
  /** The disk that the queue of a run may use, the dead letters not counted. */
  private static final long MOST_BYTES = 64L << 20;

  private static final int MOST_PRINTED = 50;

  @Spec private CommandSpec spec;

  @Option(
      names = "--duration",
      paramLabel = "D",
      defaultValue = "60s",
      converter = DurationConverter.class,
      description = "How long the harm goes on (default: ${DEFAULT-VALUE}).")
  private Duration duration = Duration.ofMinutes(1);

  @Option(names = "--seed", paramLabel = "N", description = "Decides (default: random, printed).")
  private Long seed;

  @Option(
      names = "--producers",
      paramLabel = "N",
      defaultValue = "4",
      description = "Processes that put (default: ${DEFAULT-VALUE}).")
  private int producers = 4;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "4",
      description = "Processes that take (default: ${DEFAULT-VALUE}).")
  private int workers = 4;

  @Option(
      names = "--capacity",
      paramLabel = "N",
      defaultValue = "8",
      description = "Of the queue (default: ${DEFAULT-VALUE}).")
  private int capacity = 8;

  @Option(
      names = "--every",
      paramLabel = "D",
      defaultValue = "300ms",
      converter = DurationConverter.class,
      description =
          "One is killed or stopped so often, on the average (default: ${DEFAULT-VALUE}).")
  private Duration every = Duration.ofMillis(300);

  @Option(
      names = "--server",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether a server takes part (default: ${DEFAULT-VALUE}).")
  private boolean server = true;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description =
          "For the queue and the logs; kept (default: a temporary one, kept when a promise was"
              + " broken).")
  private Path folder;

  @Override
  public Integer call() throws IOException, InterruptedException {
    long chosen = seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed;
    ChaosPlan plan =
        new ChaosPlan(duration, chosen, producers, workers, capacity, every, server, newFolder());
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "chaos: %s, seed %d, %d producers, %d workers%s, capacity %d, in %s%n",
        DurationConverter.format(duration),
        chosen,
        producers,
        workers,
        server ? ", a server" : "",
        capacity,
        plan.folder());
    out.flush();
    List<Violation> violations = run(plan, out);
    violations.stream()
        .limit(MOST_PRINTED)
        .forEach(violation -> out.println("VIOLATION " + violation));
    out.println(
        violations.isEmpty()
            ? "every promise was kept"
            : violations.size() + " violations; the logs are in " + plan.folder());
    out.flush();
    if (violations.isEmpty() && folder == null) {
      FileTree.delete(plan.folder());
    }
    return violations.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private Path newFolder() throws IOException {
    if (folder == null) {
      return Files.createTempDirectory("joinq-chaos-");
    }
    Path absolute = folder.toAbsolutePath().normalize();
    if (Files.exists(absolute.resolve("queue")) || Files.exists(absolute.resolve("logs"))) {
      throw new UsageException("--folder " + folder + " has a run in it; name an empty one");
    }
    return absolute;
  }

  private List<Violation> run(ChaosPlan plan, PrintWriter out)
      throws IOException, InterruptedException {
    ChaosRun run = new ChaosRun(plan);
    FinalState finalState = run.run();
    Checker checker =
        new Checker(
            Evidence.read(plan.logs()), run.observation(), finalState, plan.capacity(), MOST_BYTES);
    Ledger ledger = checker.check();
    List<Violation> violations = new ArrayList<>(checker.violations());
    run.children()
        .ownEnds()
        .forEach(end -> violations.add(new Violation(Kind.ENDED_BY_ITSELF, end)));
    out.printf(
        "  %-16s %d killed, %d stopped%n", "harm", run.children().kills(), run.children().stops());
    ledger.print(out, violations);
    return violations;
  }
}
