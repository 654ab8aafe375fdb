package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.joinq.os.Signal;
import io.joinq.testing.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own: how it starts, writes and stops. */
@Tag("process")
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

  static List<ProcessHandle> workers(TestServer server) {
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
  void saysWhenAWorkerTakesTasksAndStopsInTimeWhenItIsStopped() {
    try (ChildJvm process = ChildJvm.start(ServerMain.class, TestServer.arguments(folder))) {
      TestServer server = clientOf(process);
      process.awaitLine("ready");
      assertThat(server.getAdmin("/readyz").status()).isEqualTo(200);
      List<ProcessHandle> workers = workers(server);
      assertThat(server.postAdmin("/workers/1/signal?name=STOP").status()).isEqualTo(200);

      process.signal(Signal.TERM);

      assertThat(process.awaitExit(LONGEST_STOP)).isZero();
      assertThat(workers).hasSize(1).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void stopsCleanlyIfItIsToldToWhileItStarts() throws IOException {
    Path locks = Files.createDirectory(folder.resolve("queue")).resolve("procs.lock");
    try (FileChannel file =
        FileChannel.open(locks, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      // The byte that whoever opens the queue locks.
      FileLock opening = file.lock(4_096, 1, false);
      try (ChildJvm process = ChildJvm.start(ServerMain.class, TestServer.arguments(folder))) {
        awaitThatItHasOpened(process, "procs.lock");
        process.signal(Signal.TERM);
        opening.release();

        assertThat(process.awaitExit(LONGEST_STOP)).isZero();
      }
    }
  }

  private static void awaitThatItHasOpened(ChildJvm process, String file) {
    Path opened = Path.of("/proc/" + process.pid() + "/fd");
    await()
        .atMost(TestServer.PATIENCE)
        .until(
            () -> {
              try (Stream<Path> files = Files.list(opened)) {
                return files.anyMatch(link -> pointsTo(link, file));
              }
            });
  }

  private static boolean pointsTo(Path link, String name) {
    try {
      return Files.readSymbolicLink(link).endsWith(name);
    } catch (IOException e) {
      return false;
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
      process.awaitLine("ready: a worker takes tasks");
      assertThat(process.stdout()).hasSize(3);
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
