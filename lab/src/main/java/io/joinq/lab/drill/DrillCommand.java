package io.joinq.lab.drill;

import io.joinq.options.ExitCode;
import io.joinq.options.UsageException;
import io.joinq.os.FileTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "drill",
    description = {
      "Measures supervision against its bars, with a server and workers of its own.",
      "Exits with 0 only when all bars were held, and else with 5."
    })
public final class DrillCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DRILL",
      defaultValue = "all",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Drill drill = Drill.ALL;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "200",
      description = "Workers killed in a drill of kills (default: ${DEFAULT-VALUE}).")
  private int kills = 200;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (kills < 1) {
      throw new UsageException("--kills must be at least 1, not " + kills);
    }
    List<Drill> drills =
        drill == Drill.ALL
            ? List.of(
                Drill.KILLS, Drill.KILLS_WITH_SPARE, Drill.CRASH_LOOP, Drill.POISON, Drill.HANG)
            : List.of(drill);
    PrintWriter out = spec.commandLine().getOut();
    boolean held = true;
    for (Drill one : drills) {
      Path folder = Files.createTempDirectory("joinq-drill-");
      Thresholds thresholds = run(one, folder);
      thresholds.print(one.toString(), out);
      held &= thresholds.held();
      if (thresholds.held()) {
        FileTree.delete(folder);
      } else {
        out.println("  the server's output and the events are in " + folder);
      }
    }
    out.println(held ? "every bar was held" : "NOT every bar was held");
    out.flush();
    return held ? ExitCode.DONE : ExitCode.CLAIM_NOT_OBSERVED;
  }

  private Thresholds run(Drill one, Path folder) throws IOException, InterruptedException {
    return switch (one) {
      case KILLS -> new KillDrill(kills, 0).run(folder);
      case KILLS_WITH_SPARE -> new KillDrill(kills, 1).run(folder);
      case CRASH_LOOP -> CrashLoopDrill.run(folder);
      case POISON -> PoisonDrill.run(folder);
      case HANG -> HangDrill.run(folder);
      case ALL -> throw new IllegalArgumentException("not one drill");
    };
  }
}
