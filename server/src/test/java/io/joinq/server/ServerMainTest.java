package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.joinq.process.Signal;
import io.joinq.testing.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own, with workers that are its children. */
@Timeout(180)
class ServerMainTest {
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  @TempDir private Path folder;

  static TestServer clientOf(ChildJvm process) {
    String publicLine = process.awaitLine("public http://127.0.0.1:");
    String adminLine = process.awaitLine("admin http://127.0.0.1:");
    return TestServer.at(
        publicLine.substring("public ".length()), adminLine.substring("admin ".length()));
  }

  private static List<ProcessHandle> workers(TestServer server) {
    List<ProcessHandle> workers = new ArrayList<>();
    for (JsonNode worker : server.getAdmin("/workers").json()) {
      ProcessHandle.of(worker.path("pid").asLong()).ifPresent(workers::add);
    }
    return workers;
  }

  @Test
  void stopsInTimeAndLeavesNobodyBehindWhenTheLoopIsWedged() {
    try (ChildJvm process =
        ChildJvm.start(
            ServerMain.class,
            TestServer.arguments(folder, "--put", "blocking", "--workers", "2"))) {
      TestServer server = clientOf(process).awaitReady();
      await().until(() -> workers(server).size() == 2);
      List<ProcessHandle> workers = workers(server);
      var unused = server.getLater("/transcribe?block=true");
      await().until(() -> server.getAdmin("/livez").status() == 503);
      process.awaitErrorLine("stalled for");

      process.signal(Signal.TERM);

      assertThat(process.awaitExit(LONGEST_STOP)).isZero();
      assertThat(workers).hasSize(2).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void stopsInTimeWhenAWorkerIsStopped() {
    try (ChildJvm process = ChildJvm.start(ServerMain.class, TestServer.arguments(folder))) {
      TestServer server = clientOf(process).awaitReady();
      List<ProcessHandle> workers = workers(server);
      assertThat(server.postAdmin("/workers/1/signal?name=STOP").status()).isEqualTo(200);

      process.signal(Signal.TERM);

      assertThat(process.awaitExit(LONGEST_STOP)).isZero();
      assertThat(workers).hasSize(1).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void noWorkerOutlivesAKilledServerStoppedOnesNeither() {
    String[] options = {"--workers", "2", "--spares", "1"};
    try (ChildJvm process =
        ChildJvm.start(ServerMain.class, TestServer.arguments(folder, options))) {
      TestServer server = clientOf(process).awaitReady();
      await().atMost(TestServer.PATIENCE).until(() -> workers(server).size() == 3);
      List<ProcessHandle> workers = workers(server);
      assertThat(server.postAdmin("/workers/1/signal?name=STOP").status()).isEqualTo(200);

      process.signal(Signal.KILL);

      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> assertThat(workers).noneMatch(ProcessHandle::isAlive));
    }
  }

  @Test
  void aStoppedWorkerIsReplacedAndDrainsWhenItGoesOn() {
    try (ChildJvm process =
        ChildJvm.start(ServerMain.class, TestServer.arguments(folder, "--lease-timeout", "1s"))) {
      TestServer server = clientOf(process).awaitReady();
      ProcessHandle stopped = workers(server).get(0);
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
      assertThat(workers(server)).hasSize(1);
    }
  }

  @Test
  void replacesAWorkerThatUsesTooMuchMemory() {
    // Less than any JVM uses, so that each is replaced as soon as it claims.
    String[] options = {"--max-rss", "32MiB", "--capacity", "8"};
    try (ChildJvm process =
        ChildJvm.start(ServerMain.class, TestServer.arguments(folder, options))) {
      TestServer server = clientOf(process).awaitReady();
      put(server, 8);

      process.awaitErrorLine("over --max-rss 32MiB");

      assertThat(server.getAdmin("/queue/join?timeout=60s").status()).isEqualTo(200);
    }
  }

  @Test
  void addsAWorkerWhileTasksWait() {
    String[] options = {"--workers", "1..2", "--capacity", "32"};
    try (ChildJvm process =
        ChildJvm.start(ServerMain.class, TestServer.arguments(folder, options))) {
      TestServer server = clientOf(process).awaitReady();
      // Five seconds of work for one worker.
      put(server, 24);

      process.awaitErrorLine("scaled from 1 to 2 workers");

      assertThat(server.getAdmin("/queue/join?timeout=60s").status()).isEqualTo(200);
    }
  }

  @Test
  void replacesAWorkerThatHasFinishedItsTasksAndNoTaskLosesAnAttempt() {
    try (ChildJvm process =
        ChildJvm.start(
            ServerMain.class,
            TestServer.arguments(folder, "--recycle-after", "2", "--capacity", "8"))) {
      TestServer server = clientOf(process).awaitReady();
      ProcessHandle first = workers(server).get(0);
      put(server, 8);

      process.awaitErrorLine("of --recycle-after 2");

      assertThat(server.getAdmin("/queue/join?timeout=60s").status()).isEqualTo(200);
      await().atMost(TestServer.PATIENCE).until(() -> !first.isAlive());
      for (int i = 0; i < 8; i++) {
        TestServer.Answer task = server.get("/tasks/task-" + i);
        assertThat(task.member("state")).isEqualTo("done");
        assertThat(task.member("attempts")).isEqualTo("1");
      }
    }
  }

  private static void put(TestServer server, int tasks) {
    for (int i = 0; i < tasks; i++) {
      assertThat(server.post("/tasks", new byte[] {1}).status()).isEqualTo(202);
    }
  }

  @Test
  void keepsWhatIsQueuedForTheNextServer() {
    try (ChildJvm process = ChildJvm.start(ServerMain.class, TestServer.arguments(folder))) {
      TestServer server = clientOf(process).awaitReady();
      server.postAdmin("/queue/pause");
      assertThat(server.post("/tasks", new byte[] {1, 2}).status()).isEqualTo(202);
      process.signal(Signal.TERM);
      assertThat(process.awaitExit(LONGEST_STOP)).isZero();
    }
    try (ChildJvm process = ChildJvm.start(ServerMain.class, TestServer.arguments(folder))) {
      TestServer server = clientOf(process);
      assertThat(server.get("/tasks/task-0").member("state")).isEqualTo("queued");
      server.postAdmin("/queue/resume");
      assertThat(server.getAdmin("/queue/join?timeout=30s").status()).isEqualTo(200);
      assertThat(server.get("/tasks/task-0").member("state")).isEqualTo("done");
    }
  }

  @Test
  void passesOnWhatItsWorkersWriteAndBeatsOnStderr() {
    try (ChildJvm process = ChildJvm.start(ServerMain.class, TestServer.arguments(folder))) {
      clientOf(process).awaitReady();

      process.awaitErrorLine("worker-1 | ");
      assertThat(process.awaitErrorLine("heartbeat: ")).contains("depth=0/1", "loop=ok");
      assertThat(process.stdout()).hasSize(2);
    }
  }

  @Test
  void namesThePortThatIsTakenAndTheOption() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      try (ChildJvm process =
          ChildJvm.start(
              ServerMain.class, TestServer.arguments(folder, "--port", port, "--no-supervise"))) {
        assertThat(process.awaitExit()).isEqualTo(1);
        assertThat(process.stderr()).anySatisfy(line -> assertThat(line).contains(port, "--port"));
      }
      try (ChildJvm process =
          ChildJvm.start(
              ServerMain.class,
              TestServer.arguments(folder, "--admin-port", port, "--no-supervise"))) {
        assertThat(process.awaitExit()).isEqualTo(1);
        assertThat(process.stderr())
            .anySatisfy(line -> assertThat(line).contains(port, "--admin-port"));
        assertThat(process.stderr()).noneSatisfy(line -> assertThat(line).startsWith("\tat "));
      }
    }
  }

  @Test
  void refusesToBeOpenToOthersWithoutAToken() {
    try (ChildJvm process =
        ChildJvm.start(ServerMain.class, TestServer.arguments(folder, "--bind", "0.0.0.0"))) {
      assertThat(process.awaitExit()).isEqualTo(2);
      assertThat(process.stderr())
          .anySatisfy(line -> assertThat(line).contains("0.0.0.0", "--admin-token"));
    }
  }

  @Test
  void saysThatTheQueueCannotBeOpened() throws IOException {
    Files.writeString(folder.resolve("queue"), "a file where the queue's folder should be");
    try (ChildJvm process = ChildJvm.start(ServerMain.class, TestServer.arguments(folder))) {
      assertThat(process.awaitExit()).isEqualTo(3);
    }
  }
}
