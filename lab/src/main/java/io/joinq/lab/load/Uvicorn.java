package io.joinq.lab.load;

import io.joinq.lab.cluster.Client;
import io.joinq.lab.cluster.ClusterException;
import io.joinq.lab.cluster.Poll;
import io.joinq.os.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The incident's stack: FastAPI on uvicorn, as packaged by Debian. Closing it, or the end of this
 * JVM by any signal that it can catch, ends it.
 */
final class Uvicorn implements AutoCloseable {
  private static final String APPLICATION = "incident.py";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final int port;
  private final URI url;
  private final Path folder;
  private final AtEnd end;
  private Process process;
  private boolean cleared;

  private Uvicorn() throws IOException {
    port = freePort();
    url = URI.create("http://127.0.0.1:" + port);
    folder = Files.createTempDirectory("joinq-uvicorn-");
    end = new AtEnd(this::clear);
  }

  /**
   * @throws ClusterException if it does not answer in time
   * @throws InterruptedException in which case it has been ended, as with every other exception
   */
  static Uvicorn start(String python) throws InterruptedException {
    Uvicorn answering = null;
    try {
      Uvicorn started = new Uvicorn();
      try {
        started.launch(python);
        started.awaitAnswer();
        answering = started;
      } finally {
        if (answering == null) {
          started.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("uvicorn cannot be started: " + e.getMessage(), e);
    }
    return answering;
  }

  private synchronized void launch(String python) throws IOException {
    if (cleared) {
      throw new ClusterException("this JVM is ending; uvicorn is not started any more");
    }
    try (InputStream source = Uvicorn.class.getResourceAsStream(APPLICATION)) {
      Files.copy(source, folder.resolve(APPLICATION));
    }
    ProcessBuilder command =
        new ProcessBuilder(
                python,
                "-m",
                "uvicorn",
                "incident:app",
                "--port",
                Integer.toString(port),
                "--no-access-log",
                "--log-level",
                "warning")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile());
    process = command.start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitAnswer() throws InterruptedException {
    Client client = new Client(url);
    Optional<Boolean> up = Poll.within(PATIENCE, () -> isUp(client));
    if (up.isEmpty()) {
      throw new ClusterException(
          "uvicorn does not answer; install it: apt-get install -y python3-fastapi uvicorn");
    }
  }

  private static Optional<Boolean> isUp(Client client) throws InterruptedException {
    try {
      return Optional.of(client.get("/healthz", Duration.ofSeconds(1)).status() == 200)
          .filter(up -> up);
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  URI url() {
    return url;
  }

  @Override
  public void close() {
    end.close();
  }

  private synchronized void clear() {
    cleared = true;
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
    try {
      FileTree.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
