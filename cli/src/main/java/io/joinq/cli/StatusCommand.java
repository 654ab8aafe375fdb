package io.joinq.cli;

import io.joinq.diagnosis.BoundedGet;
import io.joinq.json.Json;
import io.joinq.json.QueueView;
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

  @Override
  public Integer call() throws InterruptedException {
    QueueStatus status = QueueAdmin.inspect(target.queue());
    Map<Long, ProcessUsage.Of> usage =
        ProcessUsage.during(
            COUNTED, status.workers().stream().map(WorkerStatus::pid).collect(Collectors.toSet()));
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
