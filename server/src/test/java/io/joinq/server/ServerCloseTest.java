package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.joinq.queue.QueueAdmin;
import io.joinq.server.supervisor.WorkerCommand;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever cannot be closed, the rest of a server is. */
@Tag("process")
@Timeout(120)
class ServerCloseTest {
  @TempDir private Path folder;

  @Test
  void everyPartIsClosedWhateverBecomesOfTheOthers() {
    List<String> closed = new ArrayList<>();

    Resources.closeAll(
        () -> closed.add("first"),
        () -> {
          throw new IllegalStateException("cannot be closed");
        },
        () -> closed.add("second"),
        () -> {
          throw new InternalError("a mapped page is gone");
        },
        () -> closed.add("last"));

    assertThat(closed).containsExactly("first", "second", "last");
  }

  @Test
  void aServerLeavesNeitherWorkersNorPortsNorTheQueueOpenThoughAPartCannotBeClosed() {
    ServerConfig config = TestServer.config(folder);
    TestServer server = TestServer.start(commanding(config, new Unclosable(config)));
    long worker;
    try {
      JsonNode first = server.awaitReady().getAdmin("/workers").json().path(0);
      worker = first.path("pid").asLong();
    } finally {
      server.close();
    }

    await()
        .atMost(TestServer.PATIENCE)
        .until(() -> ProcessHandle.of(worker).filter(ProcessHandle::isAlive).isEmpty());
    assertRefused(server.publicUri("/healthz"));
    assertRefused(server.adminUri("/livez"));
    assertThat(QueueAdmin.examine(config.queue().url()).processes()).isEmpty();
  }

  private static void assertRefused(URI uri) {
    assertThatThrownBy(() -> new Socket(uri.getHost(), uri.getPort()).close())
        .isInstanceOf(ConnectException.class);
  }

  private static ServerConfig commanding(ServerConfig config, WorkerCommand command) {
    return new ServerConfig(
        config.queue(),
        config.put(),
        config.handlers(),
        config.listen(),
        config.records(),
        config.supervisor(),
        command);
  }

  private record Unclosable(ServerConfig real) implements WorkerCommand {
    @Override
    public ProcessBuilder of(int worker, int restarts, boolean spare) {
      return real.workerCommand().of(worker, restarts, spare);
    }

    @Override
    public void close() {
      real.workerCommand().close();
      throw new IllegalStateException("cannot be closed");
    }
  }
}
