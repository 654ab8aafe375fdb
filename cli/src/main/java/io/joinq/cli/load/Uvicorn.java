package io.joinq.cli.load;

import io.joinq.cli.stage.Client;
import io.joinq.cli.stage.Poll;
import io.joinq.cli.stage.StageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The incident's stack, FastAPI on uvicorn, as Debian has it; closing it leaves nothing. */
final class Uvicorn implements AutoCloseable {
  private static final String APPLICATION = "incident.py";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path folder;
  private final Process process;
  private final URI url;

  private Uvicorn(Path folder, Process process, URI url) {
    this.folder = folder;
    this.process = process;
    this.url = url;
  }

  /**
   * @throws StageException if it does not answer in time
   */
  static Uvicorn start(String python) throws InterruptedException {
    try {
      Path folder = Files.createTempDirectory("joinq-uvicorn-");
      try (InputStream source = Uvicorn.class.getResourceAsStream(APPLICATION)) {
        Files.copy(source, folder.resolve(APPLICATION));
      }
      int port = freePort();
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
      Uvicorn started =
          new Uvicorn(folder, command.start(), URI.create("http://127.0.0.1:" + port));
      started.awaitAnswer();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("uvicorn cannot be started: " + e.getMessage(), e);
    }
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
      close();
      throw new StageException(
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
    process.destroyForcibly().onExit().join();
    try {
      delete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
