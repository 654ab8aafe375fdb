package io.joinq.lab.demo;

import static io.joinq.lab.demo.Outcome.Fact.SLOWEST_HEALTHZ;

import io.joinq.lab.cluster.Timeline;
import io.joinq.options.ExitCode;
import io.joinq.options.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "demo",
    description = {
      "Replays the incident with real processes and real signals, on a queue and ports of its own.",
      "",
      "blocking = the put waits on the event loop: kill -9 of the worker freezes the server.",
      "timed    = the put waits on the event loop, but not for longer than its timeout.",
      "async    = the put waits beside the event loop, which nothing stalls.",
      "all      = these, and each of them with handlers on a pool and on virtual threads too."
    },
    footer = "Exits with 0 only when every claim that it prints was observed, and else with 5.")
public final class DemoCommand implements Callable<Integer> {

  /** What can be asked for. */
  enum Choice {
    BLOCKING,
    TIMED,
    ASYNC,
    ALL;

    List<DemoMode> modes() {
      return this == ALL ? List.of(DemoMode.values()) : List.of(DemoMode.valueOf(name()));
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "MODE",
      defaultValue = "all",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Choice choice = Choice.ALL;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Repeats it, and says how many of N held; tells the story of those that do not.")
  private int runs = 1;

  @Override
  public Integer call() throws InterruptedException {
    if (runs < 1) {
      throw new UsageException("--runs must be at least 1, not " + runs);
    }
    boolean held = runs == 1 ? once(System.out).held() : repeatedly();
    return held ? ExitCode.DONE : ExitCode.CLAIM_NOT_OBSERVED;
  }

  /** What one run has found. */
  private record Played(List<Outcome> outcomes, List<HandlersDemo.Cell> cells) {
    boolean held() {
      return outcomes.stream().allMatch(Outcome::held)
          && cells.stream().allMatch(HandlersDemo.Cell::isAsClaimed);
    }
  }

  private Played once(PrintStream out) throws InterruptedException {
    Timeline timeline = new Timeline(out);
    List<Outcome> outcomes = new ArrayList<>();
    for (DemoMode mode : choice.modes()) {
      outcomes.add(play(mode, timeline));
    }
    List<HandlersDemo.Cell> cells = choice == Choice.ALL ? HandlersDemo.run(timeline) : List.of();
    Summary summary = new Summary(out);
    outcomes.forEach(summary::claims);
    if (choice == Choice.ALL) {
      summary.comparison(outcomes);
      summary.handlers(cells);
    }
    return new Played(outcomes, cells);
  }

  private static Outcome play(DemoMode mode, Timeline timeline) throws InterruptedException {
    return mode == DemoMode.BLOCKING ? BlockingDemo.run(timeline) : GuardedDemo.run(mode, timeline);
  }

  private boolean repeatedly() throws InterruptedException {
    int held = 0;
    for (int run = 1; run <= runs; run++) {
      ByteArrayOutputStream story = new ByteArrayOutputStream();
      long startedNanos = System.nanoTime();
      Played played = once(new PrintStream(story, true, StandardCharsets.UTF_8));
      held += played.held() ? 1 : 0;
      if (!played.held()) {
        System.out.print(story.toString(StandardCharsets.UTF_8));
      }
      double seconds = (System.nanoTime() - startedNanos) / 1e9;
      System.out.println(line(run, played, seconds));
    }
    System.out.printf("demo %s held in %d of %d runs%n", choice, held, runs);
    return held == runs;
  }

  private String line(int run, Played played, double seconds) {
    String slowest =
        played.outcomes().stream()
            .map(outcome -> outcome.mode().option() + " " + outcome.fact(SLOWEST_HEALTHZ))
            .collect(Collectors.joining(", "));
    String verdict = played.held() ? "held" : "NOT held";
    return String.format(
        Locale.ROOT,
        "run %d of %d: %s, %.1f s, slowest /healthz: %s",
        run,
        runs,
        verdict,
        seconds,
        slowest);
  }
}
