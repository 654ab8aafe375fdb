package io.joinq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.os.Signal;
import io.joinq.server.TestServer.Answer;
import io.joinq.testing.ChildJvm;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM with requests open: nobody is left without an answer, nothing accepted is lost. */
@Tag("process")
@Timeout(180)
class GracefulStopTest {
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  @TempDir private Path folder;

  @Test
  void answersThoseWhoWaitAndFinishesWhatRuns() throws Exception {
    // What runs ends when the test has seen all that it wants to see meanwhile.
    Path go = folder.resolve("go");
    String waits = "sh -c 'until [ -e " + go + " ]; do sleep 0.05; done; echo finished'";
    String[] slow = {"--handler", "exec", "--exec", waits, "--capacity", "8"};
    List<CompletableFuture<Answer>> waiting = new ArrayList<>();
    try (ChildJvm process = ChildJvm.start(ServerMain.class, TestServer.arguments(folder, slow))) {
      TestServer server = ServerMainTest.clientOf(process).awaitReady();
      for (int client = 0; client < 4; client++) {
        waiting.add(server.postLater("/tasks?wait=30s", ("t" + client).getBytes(UTF_8)));
      }
      await().until(() -> server.getAdmin("/queue").json().path("enqueued").asInt() == 4);
      await().until(() -> server.getAdmin("/queue").json().path("in_flight").asInt() == 1);

      // The first answer of a kind takes a server that has just started long.
      assertThat(server.get("/tasks/task-99").status()).isEqualTo(404);
      process.signal(Signal.TERM);
      await()
          .pollInterval(Duration.ofMillis(10))
          .atMost(LONGEST_STOP)
          .until(() -> isDraining(server));
      assertRefusesNewWork(server);
      // To ask twice is not to ask for less care.
      process.signal(Signal.TERM);
      assertRefusesNewWork(server);
      Files.createFile(go);

      for (CompletableFuture<Answer> answer : waiting) {
        Answer told = answer.get(10, TimeUnit.SECONDS);
        assertThat(told.status()).as("%s", told).isEqualTo(202);
        assertThat(told.header("Location")).startsWith("/tasks/task-");
      }
      assertThat(process.awaitExit(LONGEST_STOP)).isZero();
    }
    try (TestServer next =
        TestServer.start(folder, "--handler", "exec", "--exec", "cat", "--capacity", "8")) {
      assertThat(next.getAdmin("/queue/join?timeout=60s").status()).isEqualTo(200);
      assertThat(next.getAdmin("/queue").json().path("enqueued").asInt()).isEqualTo(4);
      for (CompletableFuture<Answer> answer : waiting) {
        assertThat(next.get(answer.get().header("Location") + "/result").status()).isEqualTo(200);
      }
      assertThat(next.get("/tasks/task-0").member("attempts")).isEqualTo("1");
      assertThat(next.get("/tasks/task-0/result").text()).isEqualToIgnoringNewLines("finished");
    }
  }

  /** While a task still runs: new work is sent elsewhere, what is known may still be asked for. */
  private static void assertRefusesNewWork(TestServer server) {
    for (Answer refused :
        List.of(
            server.post("/tasks", "late".getBytes(UTF_8)),
            server.post("/tasks?wait=30s", "late".getBytes(UTF_8)),
            server.get("/transcribe"))) {
      assertThat(refused.status()).as("%s", refused).isEqualTo(503);
      assertThat(refused.member("type")).isEqualTo("draining");
      assertThat(refused.header("Connection")).isEqualTo("close");
    }
    Answer known = server.get("/tasks/task-0");
    assertThat(known.status()).isEqualTo(200);
    assertThat(known.header("Connection")).isEqualTo("close");
  }

  private static boolean isDraining(TestServer server) {
    try {
      return server.getAdmin("/readyz").text().contains("draining");
    } catch (UncheckedIOException e) {
      throw new AssertionError("stopped before it said that it was about to", e);
    }
  }
}
