package io.joinq.cli;

import io.joinq.diagnosis.BoundedGet;
import io.joinq.json.Json;
import io.joinq.json.QueueView;
import io.joinq.options.DurationConverter;
import io.joinq.options.ExitCode;
import io.joinq.os.ProcessUsage;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.WorkerStatus;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "status",
    description = {
      "Shows the queue and its processes.",
      "Reads the queue directly, so it answers while the server is frozen or dead.",
      "Measures each worker for half a second; cpu is a share of one processor."
    })
final class StatusCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How long the use of processors is counted: the kernel's steps are 2 % of that. */
  private static final Duration COUNTED = Duration.ofMillis(500);

  @Spec private CommandSpec spec;
  @Mixin private TargetOptions target;

  @Option(names = "--json", description = "JSON, as the server's GET /queue returns it.")
  private boolean json;

  @Option(
      names = "--check",
      description =
          "Only tells by the exit code whether a worker is alive and goes on: 0, or 1 with the"
              + " reason. For the health check of a container.")
  private boolean check;

  @Option(
      names = "--worker",
      paramLabel = "N",
      description = "With --check: the worker that must go on; left out, at least one.")
  private Integer worker;

  @Option(
      names = "--task-timeout",
      paramLabel = "D",
      converter = DurationConverter.class,
      description =
          "With --check: a task without progress for longer counts as stuck (default: no matter"
              + " how long).")
  private Duration taskTimeout;

  @Override
  public Integer call() throws InterruptedException {
    QueueStatus status = QueueAdmin.inspect(target.queue());
    if (check) {
      return check(status);
    }
    Map<Long, ProcessUsage.Of> usage =
        ProcessUsage.during(
            COUNTED,
            status.workers().stream()
                .filter(WorkerStatus::local)
                .map(WorkerStatus::pid)
                .collect(Collectors.toSet()));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new String(Json.bytes(QueueView.of(status, usage)), StandardCharsets.UTF_8));
    } else {
      out.println(StatusTable.write(status, usage));
      out.println("server      " + server());
    }
    out.flush();
    return ExitCode.DONE;
  }

  private int check(QueueStatus status) {
    Optional<String> problem = new WorkerCheck(worker, taskTimeout).problem(status);
    PrintWriter out = spec.commandLine().getOut();
    out.println(problem.orElse("ok"));
    out.flush();
    return problem.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private String server() throws InterruptedException {
    URI url = target.adminUrl("/livez");
    String address = url.getAuthority();
    return BoundedGet.get(url, Optional.empty(), PATIENCE)
        .map(
            answer ->
                switch (answer.statusCode()) {
                  case 200 -> address + " reports that its event loop is alive";
                  case 503 -> address + " reports that its handlers are stalled; see " + url;
                  default ->
                      address
                          + " answers "
                          + answer.statusCode()
                          + " and does not seem to be joinq";
                })
        .orElse("none answers on " + address);
  }
}
