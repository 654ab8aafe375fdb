package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.server.http.security.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More connections than a listener takes, on raw sockets. */
@Tag("process")
@Timeout(120)
class ConnectionLimitTest {
  private static final int MOST = 4;
  // Longer than connections that do nothing are kept once there are as many.
  private static final int SILENT_MILLIS = 2_000;
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final String DOCUMENT = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n";
  private static final String LAST = DOCUMENT + "Connection: close\r\n\r\n";

  @TempDir private Path folder;

  private final ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
  private final List<RawHttp> held = new ArrayList<>();
  private Server server;

  @BeforeEach
  void start() {
    Limits few = new Limits(MOST, LONG, LONG, LONG, 1);
    ServerConfig config = TestServer.config(folder, "--no-supervise");
    server = Server.start(TestServer.limited(config, few, few));
  }

  @AfterEach
  void stop() throws IOException {
    drip.shutdownNow();
    for (RawHttp client : held) {
      client.close();
    }
    server.close();
  }

  @Test
  void leavesClientsBeyondTheLimitWaitingUntilOthersGo() throws IOException {
    assertThatOneMoreWaits(URI.create(server.publicUrl()));
  }

  @Test
  void limitsTheConnectionsOfOperatorsToo() throws IOException {
    assertThatOneMoreWaits(URI.create(server.adminUrl()));
  }

  private void assertThatOneMoreWaits(URI listener) throws IOException {
    fill(listener);
    for (RawHttp client : held) {
      client.send(DOCUMENT + "X: ");
      ScheduledFuture<?> unused =
          drip.scheduleWithFixedDelay(() -> sendOneByte(client), 0, 100, TimeUnit.MILLISECONDS);
    }
    try (RawHttp late = RawHttp.connect(listener).timeout(SILENT_MILLIS).send(LAST)) {
      assertThat(late.readSome()).as("an answer beyond the limit").isEmpty();

      held.get(0).close();

      assertThat(late.timeout(30_000).readUntil("\r\n")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void makesRoomByClosingConnectionsThatDoNothing() throws IOException {
    URI listener = URI.create(server.publicUrl());
    fill(listener);

    try (RawHttp late = RawHttp.connect(listener).send(LAST)) {
      assertThat(late.readUntil("\r\n")).startsWith("HTTP/1.1 200 ");
    }
  }

  /** With connections that have been served, and so are accepted, and are kept open. */
  private void fill(URI listener) throws IOException {
    for (int client = 0; client < MOST; client++) {
      RawHttp one = RawHttp.connect(listener).send(DOCUMENT + "\r\n");
      held.add(one);
      one.readUntil("\r\n\r\n");
    }
  }

  private static void sendOneByte(RawHttp client) {
    try {
      client.send("x");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
