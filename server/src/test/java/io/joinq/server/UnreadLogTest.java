package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.testing.ChildJvm;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server and its workers whose log goes into a pipe that is full and that nobody reads. */
@Tag("process")
@Timeout(120)
class UnreadLogTest {
  private static final int PIPE_BYTES = 64 << 10;

  @TempDir private Path folder;

  private static long workerPid(TestServer server) {
    return server.getAdmin("/workers").json().path(0).path("pid").asLong();
  }

  @Test
  void servesAndReplacesWorkersAndStopsAllTheSame() throws Exception {
    Path fifo = folder.resolve("log");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    // Open for both: so neither this nor the server waits for the other end.
    try (RandomAccessFile pipe = new RandomAccessFile(fifo.toFile(), "rw")) {
      pipe.write(new byte[PIPE_BYTES]);
      ProcessBuilder command =
          JavaCommand.of(ServerMain.class.getName())
              .withArguments(TestServer.arguments(folder))
              .toProcessBuilder()
              .redirectError(fifo.toFile());
      try (ChildJvm process = ChildJvm.start(command)) {
        String publicUrl = process.awaitLine("public http").replaceFirst("^public ", "");
        String adminUrl = process.awaitLine("admin http").replaceFirst("^admin ", "");
        TestServer server = TestServer.at(publicUrl, adminUrl).awaitReady();
        assertThat(server.post("/tasks?wait=20s", new byte[] {1, 2, 3}).status()).isIn(200, 204);

        long killed = workerPid(server);
        Signal.KILL.sendTo(killed);
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> workerPid(server) > 0 && workerPid(server) != killed);
        // It has a process, which need not be a consumer yet.
        server.awaitReady();
        assertThat(server.post("/tasks?wait=20s", new byte[] {1, 2, 3}).status()).isIn(200, 204);

        process.signal(Signal.TERM);
        assertThat(process.awaitExit()).isZero();
      }
    }
  }
}
