package io.joinq.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.options.ExitCode;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.WorkerStatus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the commands for workers, and the server's own, do as processes. */
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

  private static List<Long> pids(URI queue) {
    return JoinableQueue.inspect(queue).workers().stream().map(WorkerStatus::pid).toList();
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
