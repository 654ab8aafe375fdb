package io.joinq.lab.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.joinq.queue.JoinResult;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One handler spins; another runs as long and reports progress. */
final class HangDrill {
  private static final Duration TASK_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration FOUND_WITHIN = Duration.ofSeconds(1);

  private HangDrill() {}

  static Thresholds run(Path folder) throws IOException, InterruptedException {
    Thresholds thresholds = new Thresholds();
    QueueConfig config = QueueConfig.of("chronicle:" + folder.resolve("queue")).withCapacity(8);
    try (DrilledServer server =
        new DrilledServer(
            folder,
            config,
            "--workers",
            "2",
            "--handler",
            "java",
            "--handler-class",
            DrillHandler.class.getName(),
            "--task-timeout",
            TASK_TIMEOUT.toMillis() + "ms")) {
      TaskId renewing = server.queue().put(DrillHandler.RENEW.getBytes(UTF_8));
      TaskId spinning = server.queue().put(DrillHandler.SPIN.getBytes(UTF_8));
      DrilledServer.await(
          "it spins",
          () -> server.queue().admin().task(spinning).orElseThrow().state() == TaskState.RUNNING);
      Instant started =
          server.queue().admin().task(spinning).orElseThrow().startedAt().orElseThrow();
      DrilledServer.await("it is found", () -> !server.events("worker_hung").isEmpty());
      boolean joined = server.queue().join(DrilledServer.PATIENCE).equals(JoinResult.JOINED);
      found(thresholds, server.events("worker_hung"), started, spinning);
      TaskStatus retried = server.queue().admin().task(spinning).orElseThrow();
      thresholds.add(
          "its task is retried, with a cause that says so",
          retried.state()
              + ", attempt "
              + retried.attempts()
              + ": "
              + retried.causes().stream().map(cause -> cause.detail()).toList(),
          joined && retried.state() == TaskState.DONE && retried.attempts() == 2);
      TaskStatus control = server.queue().admin().task(renewing).orElseThrow();
      thresholds.add(
          "a task of %d ms that renews is left alone"
              .formatted(DrillHandler.STEPS * DrillHandler.STEP_MILLIS),
          control.state() + ", attempt " + control.attempts(),
          control.state() == TaskState.DONE && control.attempts() == 1);
    }
    return thresholds;
  }

  private static void found(
      Thresholds thresholds, List<JsonNode> hung, Instant started, TaskId spinning)
      throws IOException {
    JsonNode event = hung.get(0);
    Duration late =
        Duration.between(started.plus(TASK_TIMEOUT), Instant.parse(event.path("at").asText()));
    thresholds.add(
        "found within its deadline + " + FOUND_WITHIN.toMillis() + " ms",
        "deadline + " + late.toMillis() + " ms",
        !late.isNegative() && late.compareTo(FOUND_WITHIN) < 0);
    String task = event.path("task_id").asText();
    thresholds.add(
        "nothing else is taken for it",
        hung.size() + " found, of " + task,
        hung.size() == 1 && task.equals(spinning.toString()));
    String dump = Files.readString(Path.of(event.path("dump").asText()));
    boolean has = dump.contains("DrillHandler.spinForEver");
    thresholds.add("its dump has the frame that spins", has ? "yes" : "no", has);
  }
}
