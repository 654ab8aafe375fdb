package io.joinq.cli;

import io.joinq.diagnosis.AdminSource;
import io.joinq.diagnosis.Diagnoser;
import io.joinq.diagnosis.DiagnosisText;
import io.joinq.diagnosis.DiagnosisView;
import io.joinq.diagnosis.HangThreshold;
import io.joinq.json.Json;
import io.joinq.options.DurationConverter;
import io.joinq.options.ExitCode;
import io.joinq.options.UsageException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "diagnose",
    description = {
      "Says what is wrong, from the symptom to its cause, with evidence and remedy.",
      "Reads the queue itself and asks the server's admin listener, so it works while the server is"
          + " frozen or gone."
    },
    footer = {
      "docs/diagnosis.md lists the causes.",
      "Exits with 0 once a diagnosis is made, whatever it is (its JSON says whether all is well),"
          + " and with 3 if there is no readable queue."
    })
final class DiagnoseCommand implements Callable<Integer> {
  private static final int DEFAULT_WIDTH = 80;
  private static final int LEAST_WIDTH = 40;
  private static final int MOST_WIDTH = 100;
  private static final Duration LONGEST = Duration.ofMinutes(1);

  @Spec private CommandSpec spec;
  @Mixin private TargetOptions target;
  @Mixin private TokenOption admin;

  @Option(names = "--json", description = "JSON, as the server's GET /diagnosis returns it.")
  private boolean json;

  @Option(
      names = "--window",
      paramLabel = "D",
      defaultValue = "1s",
      converter = DurationConverter.class,
      description = "How long to watch the queue, up to 1m (default: ${DEFAULT-VALUE}).")
  private Duration window = Diagnoser.WINDOW;

  @Option(
      names = "--patience",
      paramLabel = "D",
      converter = DurationConverter.class,
      description =
          "How long a task may be handled without progress before its worker counts as hung"
              + " (default: 10s while tasks wait and none is taken, else the server's --task-timeout).")
  private Duration patience;

  @Override
  public Integer call() throws InterruptedException {
    if (window.compareTo(LONGEST) > 0) {
      throw new UsageException(
          "--window must be at most 1m, not " + DurationConverter.format(window));
    }
    URI queue = target.queue();
    AdminSource server = new AdminSource(queue, target.adminPort(), admin.token());
    DiagnosisView found = new Diagnoser(queue, server, window, patience()).diagnose();
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        json
            ? new String(Json.bytes(found), StandardCharsets.UTF_8)
            : DiagnosisText.write(found, width()));
    out.flush();
    return ExitCode.DONE;
  }

  private HangThreshold patience() {
    return patience == null ? HangThreshold.usual() : HangThreshold.of(patience);
  }

  /** That of the terminal, where the shell tells it. */
  private static int width() {
    try {
      int columns = Integer.parseInt(System.getenv().getOrDefault("COLUMNS", "" + DEFAULT_WIDTH));
      return Math.max(LEAST_WIDTH, Math.min(columns, MOST_WIDTH));
    } catch (NumberFormatException e) {
      return DEFAULT_WIDTH;
    }
  }
}
