package io.joinq.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.server.TestServer.Answer;
import io.joinq.server.http.security.Limits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that send or read a little at a time, on raw sockets. The times are a quarter of those as
 * shipped, and so are the bytes that must move in them.
 */
@Tag("process")
@Timeout(120)
class SlowClientsTest {
  private static final int SLOW = 80;
  private static final Duration CUT_OFF = Duration.ofSeconds(60);
  // Each is given a result of its own, which takes the server a while on a busy machine.
  private static final int READERS = 16;
  private static final int RESULT_BYTES = 12 << 20;
  private static final int FASTER = 4;
  private static final int ADMIN_THREADS = 12;
  private static final int UNREAD_ANSWERS = 1_000;

  @TempDir private Path folder;

  @Test
  void cutsSlowClientsOffAndServesTheOthersMeanwhile() throws Exception {
    ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
    List<RawHttp> headers = new ArrayList<>();
    List<RawHttp> bodies = new ArrayList<>();
    List<RawHttp> readers = new ArrayList<>();
    try (TestServer server =
        TestServer.start(
                TestServer.limited(
                    TestServer.config(
                        folder, "--handler", "exec", "--exec", "cat", "--capacity", "8"),
                    faster(Limits.usual()),
                    Limits.few()))
            .awaitReady()) {
      assertThat(server.post("/tasks?wait=60s", new byte[RESULT_BYTES]).status()).isEqualTo(200);
      URI uri = server.publicUri("/");
      for (int client = 0; client < SLOW; client++) {
        headers.add(open(uri, "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: "));
        bodies.add(
            open(uri, "POST /tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\nx"));
      }
      for (int client = 0; client < READERS; client++) {
        readers.add(open(uri, "GET /tasks/task-0/result HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      }
      List<RawHttp> senders = new ArrayList<>(headers);
      senders.addAll(bodies);
      ScheduledFuture<?> dripping =
          drip.scheduleWithFixedDelay(
              () -> sendOneByteEach(senders), 200, 200, TimeUnit.MILLISECONDS);

      for (int request = 0; request < 20; request++) {
        Answer healthy = server.get("/healthz");
        assertThat(healthy.status()).isEqualTo(200);
        assertThat(healthy.took()).isLessThan(Duration.ofSeconds(5));
        assertThat(server.getAdmin("/livez").status()).isEqualTo(200);
      }
      await().atMost(CUT_OFF).until(() -> allClosed(headers));
      await().atMost(CUT_OFF).until(() -> allClosed(bodies));
      dripping.cancel(false);
      // Their time is over too, although they never read: the server no longer waits for them.
      await().atMost(CUT_OFF).until(() -> transferThreads() == 0);
      assertThat(server.post("/tasks?wait=60s", new byte[100_000]).status()).isEqualTo(200);
    } finally {
      drip.shutdownNow();
      for (List<RawHttp> clients : List.of(headers, bodies, readers)) {
        for (RawHttp client : clients) {
          client.close();
        }
      }
    }
  }

  @Test
  void cutsOffThoseWhoAskForManySmallAnswersAndReadNone() throws Exception {
    List<Socket> clients = new ArrayList<>();
    ServerConfig config =
        TestServer.limited(
            TestServer.config(folder, "--no-supervise"),
            faster(Limits.usual()),
            faster(Limits.few()));
    try (TestServer server = TestServer.start(config)) {
      byte[] requests =
          "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
              .repeat(UNREAD_ANSWERS)
              .getBytes(ISO_8859_1);
      URI uri = server.adminUri("/");
      for (int client = 0; client < ADMIN_THREADS; client++) {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 << 10);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        socket.getOutputStream().write(requests);
        clients.add(socket);
      }
      await().atMost(CUT_OFF).until(() -> threadsThatWrite() > 0);

      for (int request = 0; request < 5; request++) {
        Answer alive = server.getAdmin("/livez");
        assertThat(alive.took()).isLessThan(Duration.ofSeconds(10));
      }
      await().atMost(Duration.ofSeconds(20)).until(() -> threadsThatWrite() == 0);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private static long threadsThatWrite() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .filter(frame -> frame.getClassName().endsWith("HttpOutput"))
        .count();
  }

  private static Limits faster(Limits limits) {
    return new Limits(
        limits.connections(),
        limits.idle(),
        limits.headers().dividedBy(FASTER),
        limits.window().dividedBy(FASTER),
        limits.bytesPerWindow() / FASTER);
  }

  /** A body that stays away is noticed before the connection counts as idle: nobody gets a 408. */
  @Test
  void hasTheLimitsThatAreDocumented() {
    Limits shipped = Limits.usual();

    assertThat(shipped.connections()).isEqualTo(4_000);
    assertThat(Limits.few().connections()).isEqualTo(200);
    assertThat(shipped.headers()).isEqualTo(Duration.ofSeconds(10));
    assertThat(shipped.window()).isEqualTo(Duration.ofSeconds(10));
    assertThat(shipped.bytesPerWindow()).isEqualTo(10 << 10);
    assertThat(shipped.idle()).isGreaterThan(shipped.window().multipliedBy(2));
  }

  private static RawHttp open(URI uri, String beginning) throws IOException {
    return RawHttp.connect(uri).send(beginning);
  }

  private static void sendOneByteEach(List<RawHttp> clients) {
    for (RawHttp client : clients) {
      try {
        client.send("x");
      } catch (IOException e) {
        // It is cut off, as it should be.
      }
    }
  }

  private static boolean allClosed(List<RawHttp> clients) throws IOException {
    for (RawHttp client : clients) {
      if (!client.isClosed()) {
        return false;
      }
    }
    return true;
  }

  private static long transferThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("transfer-"))
        .count();
  }
}
