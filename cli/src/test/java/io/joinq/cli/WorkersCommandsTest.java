package io.joinq.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.options.ExitCode;
import io.joinq.os.Signal;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.WorkerStatus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the commands for workers, and the server's own, do as processes. */
@Tag("process")
@Timeout(120)
final class WorkersCommandsTest {
  @TempDir private Path folder;

  @Test
  void restartsTheWorkersOfAServerAndSaysThatThereIsNothingToResume() throws Exception {
    URI queue = URI.create("chronicle:" + folder.resolve("queue"));
    try (ServerProcess server = ServerProcess.start(queue)) {
      String port = Integer.toString(server.adminPort());
      await().until(() -> pids(queue).size() == 1);
      List<Long> old = pids(queue);

      CommandRun restart = CommandRun.of("restart-workers", "--admin-port", port);
      assertThat(restart.exitCode()).isEqualTo(ExitCode.DONE);
      assertThat(restart.out()).singleElement().asString().contains("1");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> pids(queue).size() == 1 && !pids(queue).equals(old));

      CommandRun resume = CommandRun.of("resume-workers", "--admin-port", port);
      assertThat(resume.exitCode()).isEqualTo(ExitCode.DONE);
      assertThat(resume.out()).singleElement().asString().contains("false");
    }
  }

  @Test
  void resumesTheWorkersOfAServerThatGaveUp() throws Exception {
    URI queue = URI.create("chronicle:" + folder.resolve("queue"));
    try (ServerProcess server = ServerProcess.start(queue, "--max-restarts", "1")) {
      Set<Long> killed = new HashSet<>();
      while (killed.size() < 2) {
        long pid =
            await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> another(queue, killed), Optional::isPresent)
                .orElseThrow();
        Signal.KILL.sendTo(pid);
        killed.add(pid);
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> readiness(server).contains("gave-up"));

      CommandRun resume =
          CommandRun.of("resume-workers", "--admin-port", Integer.toString(server.adminPort()));

      assertThat(resume.exitCode()).isEqualTo(ExitCode.DONE);
      assertThat(resume.out()).singleElement().asString().contains("true");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> server.getAdmin("/readyz").statusCode() == 200);
    }
  }

  private static Optional<Long> another(URI queue, Set<Long> killed) {
    return pids(queue).stream().filter(pid -> !killed.contains(pid)).findFirst();
  }

  private static String readiness(ServerProcess server) throws Exception {
    return new String(server.getAdmin("/readyz").body(), UTF_8);
  }

  private static List<Long> pids(URI queue) {
    return QueueAdmin.inspect(queue).workers().stream().map(WorkerStatus::pid).toList();
  }

  @Test
  void aServerWhoseWorkersWouldNotFindTheirCommandIsNotStarted() throws Exception {
    CommandRun run =
        CommandRun.of(
            "up",
            "--queue",
            "chronicle:" + folder.resolve("queue"),
            "--handler",
            "exec",
            "--exec",
            "no-such-command --now");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .first()
        .asString()
        .contains("there is no program 'no-such-command'", "install it, or give its path");
    assertThat(folder).isEmptyDirectory();
  }
}
