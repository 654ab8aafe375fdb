package io.joinq.lab.drill;

import io.joinq.os.Signal;
import io.joinq.queue.QueueConfig;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Removes the command of the workers, so that none can start, and restores it. */
final class CrashLoopDrill {
  private static final int MAX_RESTARTS = 3;
  private static final Duration WINDOW = Duration.ofSeconds(20);
  private static final Duration REFUSED_WITHIN = Duration.ofMillis(100);

  private CrashLoopDrill() {}

  static Thresholds run(Path folder) throws IOException, InterruptedException {
    Path command = folder.resolve("command");
    Path away = folder.resolve("away");
    Files.writeString(command, "#!/bin/sh\ncat\n");
    if (!command.toFile().setExecutable(true)) {
      throw new DrillException(command + " cannot be made executable");
    }
    Thresholds thresholds = new Thresholds();
    QueueConfig config = QueueConfig.of("chronicle:" + folder.resolve("queue")).withCapacity(8);
    try (DrilledServer server =
        new DrilledServer(
            folder,
            config,
            "--handler",
            "exec",
            "--exec",
            command.toString(),
            "--max-restarts",
            Integer.toString(MAX_RESTARTS),
            "--restart-window",
            WINDOW.toSeconds() + "s")) {
      server.transcribe();
      Files.move(command, away);
      Signal.KILL.sendTo(server.workerOtherThan(0).orElseThrow().pid());
      gaveUp(thresholds, server);
      refused(thresholds, server);
      Files.move(away, command);
      recovered(thresholds, server);
    }
    return thresholds;
  }

  private static void gaveUp(Thresholds thresholds, DrilledServer server)
      throws InterruptedException {
    Duration took =
        DrilledServer.await("gave up", () -> server.readiness().contains("\"gave-up\""));
    thresholds.add(
        "/readyz says gave-up within the window of " + WINDOW.toSeconds() + " s",
        took.toMillis() + " ms",
        took.compareTo(WINDOW) < 0);
    int starts = server.events("worker_started").size();
    thresholds.add(
        "restarts capped at " + MAX_RESTARTS,
        starts - 1 + " restarts, " + server.events("worker_start_failed").size() + " failed",
        starts - 1 == MAX_RESTARTS);
    String words = server.events("worker_start_failed").get(0).path("last_lines").toString();
    thresholds.add(
        "the event has the last words",
        words.substring(0, Math.min(60, words.length())),
        words.contains("there is no program"));
  }

  private static void refused(Thresholds thresholds, DrilledServer server) {
    server.transcribe();
    long start = System.nanoTime();
    HttpResponse<String> answer = server.transcribe();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    thresholds.add(
        "a put is refused within " + REFUSED_WITHIN.toMillis() + " ms",
        took.toMillis() + " ms",
        took.compareTo(REFUSED_WITHIN) < 0);
    boolean said = answer.body().contains("no-consumer");
    thresholds.add(
        "it is refused with 503 and no-consumer",
        answer.statusCode() + (said ? ", no-consumer" : ", " + answer.body()),
        answer.statusCode() == 503 && said);
  }

  private static void recovered(Thresholds thresholds, DrilledServer server)
      throws InterruptedException {
    long pid = server.pid();
    String resumed = server.postAdmin("/workers/resume");
    Duration took = DrilledServer.await("ready again", server::isReady);
    int put = server.transcribe().statusCode();
    thresholds.add(
        "after repair and POST /workers/resume puts are accepted",
        resumed + ", ready after " + took.toMillis() + " ms, put " + put,
        put == 200 && pid == server.pid());
  }
}
