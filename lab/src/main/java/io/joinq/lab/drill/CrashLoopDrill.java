package io.joinq.lab.drill;

import io.joinq.os.Signal;
import io.joinq.queue.QueueConfig;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Takes away the command of the workers, so that none can start, and brings it back. */
final class CrashLoopDrill {
  private static final int MAX_RESTARTS = 3;
  private static final Duration WINDOW = Duration.ofSeconds(20);
  private static final Duration REFUSED_WITHIN = Duration.ofMillis(100);

  private CrashLoopDrill() {}

  static Bars run(Path folder) throws IOException, InterruptedException {
    Path command = folder.resolve("command");
    Path away = folder.resolve("away");
    Files.writeString(command, "#!/bin/sh\ncat\n");
    if (!command.toFile().setExecutable(true)) {
      throw new DrillException(command + " cannot be made executable");
    }
    Bars bars = new Bars();
    QueueConfig config = QueueConfig.of("chronicle:" + folder.resolve("queue")).withCapacity(8);
    try (Subject subject =
        new Subject(
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
      subject.transcribe();
      Files.move(command, away);
      Signal.KILL.sendTo(subject.workerOtherThan(0).orElseThrow().pid());
      gaveUp(bars, subject);
      refused(bars, subject);
      Files.move(away, command);
      recovered(bars, subject);
    }
    return bars;
  }

  private static void gaveUp(Bars bars, Subject subject) throws InterruptedException {
    Duration took = Subject.await("gave up", () -> subject.readiness().contains("\"gave-up\""));
    bars.add(
        "/readyz says gave-up within the window of " + WINDOW.toSeconds() + " s",
        took.toMillis() + " ms",
        took.compareTo(WINDOW) < 0);
    int starts = subject.events("worker_started").size();
    bars.add(
        "restarts capped at " + MAX_RESTARTS,
        starts - 1 + " restarts, " + subject.events("worker_start_failed").size() + " failed",
        starts - 1 == MAX_RESTARTS);
    String words = subject.events("worker_start_failed").get(0).path("last_lines").toString();
    bars.add(
        "the event has the last words",
        words.substring(0, Math.min(60, words.length())),
        words.contains("there is no program"));
  }

  private static void refused(Bars bars, Subject subject) {
    subject.transcribe();
    long start = System.nanoTime();
    HttpResponse<String> answer = subject.transcribe();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    bars.add(
        "a put is refused within " + REFUSED_WITHIN.toMillis() + " ms",
        took.toMillis() + " ms",
        took.compareTo(REFUSED_WITHIN) < 0);
    boolean said = answer.body().contains("no-consumer");
    bars.add(
        "it is refused with 503 and no-consumer",
        answer.statusCode() + (said ? ", no-consumer" : ", " + answer.body()),
        answer.statusCode() == 503 && said);
  }

  private static void recovered(Bars bars, Subject subject) throws InterruptedException {
    long server = subject.pid();
    String resumed = subject.postAdmin("/workers/resume");
    Duration took = Subject.await("ready again", subject::isReady);
    int put = subject.transcribe().statusCode();
    bars.add(
        "after repair and POST /workers/resume puts are accepted",
        resumed + ", ready after " + took.toMillis() + " ms, put " + put,
        put == 200 && server == subject.pid());
  }
}
