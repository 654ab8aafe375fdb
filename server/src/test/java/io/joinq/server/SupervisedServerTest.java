package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.joinq.os.Signal;
import io.joinq.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The workers of a server process: replaced, scaled, restarted, and never left behind. */
@Tag("process")
@Timeout(180)
class SupervisedServerTest {
  @TempDir private Path folder;

  @Test
  void noWorkerOutlivesAKilledServerStoppedOnesNeither() {
    String[] options = {"--workers", "2", "--spares", "1"};
    try (ChildJvm process =
        ChildJvm.start(ServerMain.class, TestServer.arguments(folder, options))) {
      TestServer server = ServerMainTest.clientOf(process).awaitReady();
      await().atMost(TestServer.PATIENCE).until(() -> ServerMainTest.workers(server).size() == 3);
      List<ProcessHandle> workers = ServerMainTest.workers(server);
      assertThat(server.postAdmin("/workers/1/signal?name=STOP").status()).isEqualTo(200);

      process.signal(Signal.KILL);

      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> assertThat(workers).noneMatch(ProcessHandle::isAlive));
    }
  }

  @Test
  void noCommandOutlivesAKilledServer() {
    String[] options = {"--handler", "exec", "--exec", "sleep 601"};
    try (ChildJvm process =
        ChildJvm.start(ServerMain.class, TestServer.arguments(folder, options))) {
      TestServer server = ServerMainTest.clientOf(process).awaitReady();
      put(server, 1);
      await()
          .atMost(TestServer.PATIENCE)
          .until(() -> ServerMainTest.workers(server).get(0).descendants().findAny().isPresent());
      List<ProcessHandle> all = process.handle().descendants().toList();

      process.signal(Signal.KILL);

      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> assertThat(all).noneMatch(ProcessHandle::isAlive));
    }
  }

  @Test
  void aStoppedWorkerIsReplacedAndDrainsWhenItGoesOn() {
    try (ChildJvm process =
        ChildJvm.start(ServerMain.class, TestServer.arguments(folder, "--lease-timeout", "1s"))) {
      TestServer server = ServerMainTest.clientOf(process).awaitReady();
      ProcessHandle stopped = ServerMainTest.workers(server).get(0);
      assertThat(server.postAdmin("/workers/1/signal?name=STOP").status()).isEqualTo(200);
      await()
          .atMost(TestServer.PATIENCE)
          .until(
              () -> {
                JsonNode all = server.getAdmin("/workers").json();
                return all.findValuesAsText("state").contains("idle");
              });

      assertThat(server.get("/transcribe").status()).isEqualTo(200);
      assertThat(server.getAdmin("/queue/join?timeout=30s").status()).isEqualTo(200);
      Signal.CONT.sendTo(stopped.pid());

      await().atMost(TestServer.PATIENCE).until(() -> !stopped.isAlive());
      assertThat(ServerMainTest.workers(server)).hasSize(1);
    }
  }

  @Test
  void replacesAWorkerThatUsesTooMuchMemoryAndBreaksNoTaskOff() {
    // Less than any JVM uses, and a task that takes longer than a drain would give it.
    String[] options = {"--max-rss", "32MiB", "--handler", "exec", "--exec", "sleep 5"};
    try (ChildJvm process =
        ChildJvm.start(ServerMain.class, TestServer.arguments(folder, options))) {
      TestServer server = ServerMainTest.clientOf(process).awaitReady();
      put(server, 1);

      process.awaitErrorLine("over --max-rss 32MiB");

      assertThat(server.getAdmin("/queue/join?timeout=60s").status()).isEqualTo(200);
      assertDoneAtOnce(server, 1);
    }
  }

  @Test
  void addsAWorkerWhileTasksWait() {
    String[] options = {"--workers", "1..2", "--capacity", "32"};
    try (ChildJvm process =
        ChildJvm.start(ServerMain.class, TestServer.arguments(folder, options))) {
      TestServer server = ServerMainTest.clientOf(process).awaitReady();
      // Five seconds of work for one worker.
      put(server, 24);

      process.awaitErrorLine("scaled from 1 to 2 workers");
      assertThat(server.getAdmin("/queue/join?timeout=60s").status()).isEqualTo(200);
      assertThat(IntStream.range(0, 24).mapToObj(i -> server.get("/tasks/task-" + i)))
          .as("workers that did something")
          .extracting(task -> task.member("worker"))
          .contains("1", "2");

      process.awaitErrorLine("scaled from 2 to 1 workers");
      await().atMost(TestServer.PATIENCE).until(() -> ServerMainTest.workers(server).size() == 1);
      assertDoneAtOnce(server, 24);
    }
  }

  @Test
  void restartsAllWorkersUnderLoadWithoutAPauseAndNoTaskLosesAnAttempt() {
    String[] options = {"--workers", "2", "--capacity", "64"};
    try (ChildJvm process =
        ChildJvm.start(ServerMain.class, TestServer.arguments(folder, options))) {
      TestServer server = ServerMainTest.clientOf(process).awaitReady();
      // A worker that is still starting is not replaced.
      await().atMost(TestServer.PATIENCE).until(() -> claiming(server) == 2);
      List<ProcessHandle> old = ServerMainTest.workers(server);
      put(server, 60);

      assertThat(server.postAdmin("/workers/restart").status()).isEqualTo(202);

      await()
          .atMost(TestServer.PATIENCE)
          .until(
              () -> {
                assertThat(server.getAdmin("/readyz").status()).isEqualTo(200);
                return old.stream().noneMatch(ProcessHandle::isAlive);
              });
      assertThat(server.getAdmin("/queue/join?timeout=60s").status()).isEqualTo(200);
      assertDoneAtOnce(server, 60);
      assertThat(ServerMainTest.workers(server)).hasSize(2).doesNotContainAnyElementsOf(old);
    }
  }

  @Test
  void workersOfTwoServersOnOneQueueHaveNumbersOfTheirOwn() {
    Path records = folder.resolve("records");
    try (TestServer one = TestServer.start(folder);
        TestServer other = TestServer.start(folder, "--records", records.toString())) {
      await().atMost(TestServer.PATIENCE).until(() -> claiming(one) == 2 && claiming(other) == 2);
      JsonNode workers = one.getAdmin("/workers").json();
      assertThat(workers.findValuesAsText("worker")).containsExactlyInAnyOrder("1", "2");
      int first = workers.path(0).path("worker").asInt() == 1 ? 0 : 1;
      long killed = workers.path(first).path("pid").asLong();

      assertThat(other.postAdmin("/workers/1/signal?name=KILL").json().path("pid").asLong())
          .isEqualTo(killed);
      await()
          .atMost(TestServer.PATIENCE)
          .untilAsserted(
              () -> {
                JsonNode now = other.getAdmin("/workers").json();
                assertThat(now.findValuesAsText("worker")).containsExactlyInAnyOrder("1", "2");
                assertThat(now.findValuesAsText("pid"))
                    .contains(workers.path(1 - first).path("pid").asText())
                    .doesNotContain(Long.toString(killed));
              });
    }
  }

  @Test
  void aServerThatIsStartedWhileTheWorkersOfAKilledOneDrainHasItsOwn() {
    List<ProcessHandle> old;
    try (ChildJvm process = ChildJvm.start(ServerMain.class, TestServer.arguments(folder))) {
      TestServer server = ServerMainTest.clientOf(process).awaitReady();
      old = ServerMainTest.workers(server);
      put(server, 1);
      process.signal(Signal.KILL);
    }
    try (ChildJvm process = ChildJvm.start(ServerMain.class, TestServer.arguments(folder))) {
      TestServer server = ServerMainTest.clientOf(process).awaitReady();

      assertThat(server.getAdmin("/queue/join?timeout=30s").status()).isEqualTo(200);
      await().atMost(TestServer.PATIENCE).until(() -> ServerMainTest.workers(server).size() == 1);
      assertThat(ServerMainTest.workers(server)).doesNotContainAnyElementsOf(old);
      // It leaves the queue a moment before it ends.
      await()
          .atMost(TestServer.PATIENCE)
          .untilAsserted(() -> assertThat(old).hasSize(1).noneMatch(ProcessHandle::isAlive));
    }
  }

  @Test
  void saysWithItsLastLinesWhyAWorkerCannotStart() {
    String[] options = {"--handler", "java", "--handler-class", "no.such.Handler"};
    try (ChildJvm process =
        ChildJvm.start(ServerMain.class, TestServer.arguments(folder, options))) {
      ServerMainTest.clientOf(process);
      Path log = folder.resolve("queue.records").resolve("events.jsonl");

      await()
          .atMost(TestServer.PATIENCE)
          .ignoreException(NoSuchFileException.class)
          .untilAsserted(
              () ->
                  assertThat(Files.readAllLines(log))
                      .filteredOn(line -> line.contains("worker_start_failed"))
                      .isNotEmpty()
                      .allMatch(line -> line.contains("--handler-class no.such.Handler")));
    }
  }

  @Test
  void replacesAWorkerThatHasFinishedItsTasksAndNoTaskLosesAnAttempt() {
    try (ChildJvm process =
        ChildJvm.start(
            ServerMain.class,
            TestServer.arguments(folder, "--recycle-after", "2", "--capacity", "8"))) {
      TestServer server = ServerMainTest.clientOf(process).awaitReady();
      ProcessHandle first = ServerMainTest.workers(server).get(0);
      put(server, 8);

      process.awaitErrorLine("of --recycle-after 2");

      assertThat(server.getAdmin("/queue/join?timeout=60s").status()).isEqualTo(200);
      await().atMost(TestServer.PATIENCE).until(() -> !first.isAlive());
      assertDoneAtOnce(server, 8);
    }
  }

  private static long claiming(TestServer server) {
    return server.getAdmin("/workers").json().findValuesAsText("state").stream()
        .filter(List.of("idle", "busy")::contains)
        .count();
  }

  private static void assertDoneAtOnce(TestServer server, int tasks) {
    for (int i = 0; i < tasks; i++) {
      TestServer.Answer task = server.get("/tasks/task-" + i);
      assertThat(task.member("state")).isEqualTo("done");
      assertThat(task.member("attempts")).isEqualTo("1");
    }
  }

  private static void put(TestServer server, int tasks) {
    for (int i = 0; i < tasks; i++) {
      assertThat(server.post("/tasks", new byte[] {1}).status()).isEqualTo(202);
    }
  }
}
