package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The events as a client sees them on the wire. */
@Tag("process")
@Timeout(60)
class EventStreamTest {
  private static final int MORE_THAN_THE_LISTENER_HAS_THREADS = 16;

  @TempDir Path folder;

  private final List<Client> clients = new ArrayList<>();
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(folder, "--no-supervise");
  }

  @AfterEach
  void stop() throws IOException {
    for (Client client : clients) {
      client.socket.close();
    }
    server.close();
  }

  private Client follow(String... headers) throws IOException {
    Client client = new Client(server.adminUri("/events"), headers);
    clients.add(client);
    return client;
  }

  @Test
  void tellsWhatHasHappenedAndWhatHappens() throws IOException {
    Client client = follow();

    assertThat(client.awaitLine("HTTP/1.1")).contains(" 200 ");
    assertThat(client.awaitLine("Content-Type")).contains("text/event-stream");
    assertThat(client.awaitLine("event: ")).isEqualTo("event: server_started");
    assertThat(client.awaitLine("data: ")).contains("\"event\":\"server_started\"", "\"pid\":");

    Thread closing = new Thread(server::close);
    closing.start();

    assertThat(client.awaitLine("event: ")).isEqualTo("event: server_stops");
  }

  @Test
  void continuesAfterTheLastThatTheClientHasSeen() throws IOException {
    long seen = Long.parseLong(follow().awaitLine("id: ").substring("id: ".length()));
    Client again = follow("Last-Event-ID: " + seen);
    again.awaitLine(": joinq");

    new Thread(server::close).start();

    assertThat(again.awaitLine("event: ")).isEqualTo("event: server_stops");
  }

  @Test
  void refusesAnIdThatIsNone() throws IOException {
    assertThat(follow("Last-Event-ID: yesterday").awaitLine("HTTP/1.1")).contains(" 400 ");
  }

  @Test
  void boundsTheClientsWhoHoldUpNobodyAndMakesRoomWhenOneGoes() throws IOException {
    for (int i = 0; i < MORE_THAN_THE_LISTENER_HAS_THREADS; i++) {
      follow().awaitLine("event: ");
    }

    assertThat(server.getAdmin("/queue").status()).isEqualTo(200);
    assertThat(follow().awaitLine("HTTP/1.1")).contains(" 503 ");

    clients.get(0).socket.close();
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> follow().awaitLine("HTTP/1.1").contains(" 200 "));
  }

  /** Reads the answer line by line. */
  private static final class Client {
    private final Socket socket;
    private final BufferedReader lines;

    Client(URI uri, String... headers) throws IOException {
      socket = new Socket(uri.getHost(), uri.getPort());
      socket.setSoTimeout((int) TestServer.PATIENCE.toMillis());
      String request = "GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n";
      String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
      socket.getOutputStream().write((request + more + "\r\n").getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    String awaitLine(String start) throws IOException {
      String line = lines.readLine();
      while (line != null && !line.startsWith(start)) {
        line = lines.readLine();
      }
      assertThat(line).as("a line that starts with " + start).isNotNull();
      return line;
    }
  }
}
