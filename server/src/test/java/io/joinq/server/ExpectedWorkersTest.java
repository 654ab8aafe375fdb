package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.server.TestServer.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Puts while no worker takes tasks, and one is expected to. */
@Tag("process")
@Timeout(120)
class ExpectedWorkersTest {
  @TempDir private Path folder;

  private static String reasons(TestServer server) {
    return server.getAdmin("/readyz").json().path("reasons").toString();
  }

  @Test
  void putsWhileTheFirstWorkerStartsAndWaitsOnceThereIsNoRoom() {
    for (String strategy : new String[] {"timed", "async"}) {
      ServerConfig config =
          TestServer.config(folder.resolve(strategy), "--put", strategy, "--put-timeout", "300ms");
      try (TestServer server = TestServer.start(startingForEver(config))) {
        assertThat(reasons(server)).isEqualTo("[\"no-consumer\",\"worker-starting\"]");

        assertThat(server.get("/transcribe").member("status")).isEqualTo("enqueued");
        Answer full = server.get("/transcribe");

        assertThat(full.member("type")).as("%s", full).isEqualTo("queue-full");
        assertThat(full.took()).isGreaterThanOrEqualTo(Duration.ofMillis(280));
        assertThat(reasons(server))
            .isEqualTo("[\"no-consumer\",\"worker-starting\",\"queue-full\"]");
      }
    }
  }

  private static ServerConfig startingForEver(ServerConfig config) {
    return new ServerConfig(
        config.queue(),
        config.put(),
        config.handlers(),
        config.listen(),
        config.records(),
        config.supervisor(),
        (worker, restarts, spare) -> new ProcessBuilder("sleep", "600"));
  }

  @Test
  void refusesNoPutWhileAKilledWorkerIsReplacedAndStaysReady() {
    try (TestServer server = TestServer.start(folder, "--capacity", "100000").awaitReady()) {
      long killed = workerPid(server);
      assertThat(server.postAdmin("/workers/1/signal?name=KILL").status()).isEqualTo(200);
      List<Answer> answers = new ArrayList<>();
      while (workerPid(server) == killed || !stateOfWorker(server).matches("idle|busy")) {
        answers.add(server.get("/transcribe"));
        assertThat(server.getAdmin("/readyz").status()).isEqualTo(200);
      }

      assertThat(answers).isNotEmpty().allMatch(answer -> answer.status() == 200);
    }
  }

  private static long workerPid(TestServer server) {
    return server.getAdmin("/workers").json().path(0).path("pid").asLong();
  }

  private static String stateOfWorker(TestServer server) {
    return server.getAdmin("/workers").json().path(0).path("state").asText();
  }

  @Test
  void refusesAtOnceWhileTheOnlyWorkerIsStoppedUntilItIsReplaced() {
    try (TestServer server =
        TestServer.start(folder, "--capacity", "100000", "--lease-timeout", "2s").awaitReady()) {
      assertThat(server.postAdmin("/workers/1/signal?name=STOP").status()).isEqualTo(200);

      await().until(() -> server.get("/transcribe").member("type").equals("no-consumer"));
      assertThat(reasons(server)).isEqualTo("[\"no-consumer\"]");
      await()
          .atMost(TestServer.PATIENCE)
          .until(() -> server.get("/transcribe").member("status").equals("enqueued"));
    }
  }
}
