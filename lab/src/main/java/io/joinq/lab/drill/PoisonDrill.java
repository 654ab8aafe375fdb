package io.joinq.lab.drill;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.joinq.queue.JoinResult;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One of many tasks kills each worker that handles it. */
final class PoisonDrill {
  private static final int GOOD = 20;
  private static final String POISON = "poison";
  private static final String COMMAND =
      "sh -c 'case $(cat) in " + POISON + ") kill -9 $PPID; sleep 9;; esac'";

  private PoisonDrill() {}

  static Thresholds run(Path folder) throws IOException, InterruptedException {
    Thresholds thresholds = new Thresholds();
    QueueConfig config =
        QueueConfig.of("chronicle:" + folder.resolve("queue")).withCapacity(GOOD + 1);
    try (DrilledServer server =
        new DrilledServer(folder, config, "--handler", "exec", "--exec", COMMAND)) {
      List<TaskId> good = new ArrayList<>();
      for (int i = 0; i < GOOD / 2; i++) {
        good.add(server.queue().put("good".getBytes(UTF_8)));
      }
      TaskId poison = server.queue().put(POISON.getBytes(UTF_8));
      while (good.size() < GOOD) {
        good.add(server.queue().put("good".getBytes(UTF_8)));
      }
      boolean joined = server.queue().join(DrilledServer.PATIENCE).equals(JoinResult.JOINED);
      TaskStatus dead = server.queue().admin().task(poison).orElseThrow();
      thresholds.add(
          "poison is a dead letter after exactly " + config.maxAttempts() + " attempts",
          dead.state() + " after " + dead.attempts() + ": " + details(dead),
          dead.state() == TaskState.DEAD && dead.attempts() == config.maxAttempts());
      long done =
          good.stream()
              .filter(id -> server.queue().admin().task(id).orElseThrow().state() == TaskState.DONE)
              .count();
      thresholds.add(GOOD + " good ones are done", done + (joined ? ", joined" : ""), done == GOOD);
      DrilledServer.await("ready", server::isReady);
      boolean gaveUp = !server.events("gave_up").isEmpty();
      thresholds.add("the supervisor has not given up", gaveUp ? "gave up" : "ready", !gaveUp);
    }
    return thresholds;
  }

  private static String details(TaskStatus task) {
    return String.join(", ", task.causes().stream().map(cause -> cause.detail()).toList());
  }
}
