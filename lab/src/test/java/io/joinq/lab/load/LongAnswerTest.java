package io.joinq.lab.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server whose answers are longer than what a client keeps. */
@Tag("fast")
@Timeout(60)
class LongAnswerTest {
  private static final int LENGTH = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private ServerSocket listener;
  private URI url;

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    url = URI.create("http://127.0.0.1:" + listener.getLocalPort());
    Thread thread = new Thread(this::serve, "long-answers");
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void stopListening() throws IOException {
    listener.close();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (Socket client = listener.accept();
          OutputStream answer = client.getOutputStream()) {
        answer.write(
            ("HTTP/1.1 200 OK\r\nContent-Length: " + LENGTH + "\r\n\r\n").getBytes(ISO_8859_1));
        answer.write(new byte[LENGTH]);
      } catch (IOException e) {
        // The client took no more of it, as it should.
      }
    }
  }

  @Test
  void isNoAnswerToAProbe() {
    try (Probe probe = Probe.start(url, "/", Duration.ofMillis(10), Duration.ofSeconds(2))) {
      Awaitility.await().atMost(PATIENCE).until(() -> probe.unanswered() > 0);
      assertThat(probe.toString()).contains("the answer is longer than the 65536 bytes");
    }
  }

  @Test
  void failsAClientOfASwarm() {
    try (Swarm swarm =
        Swarm.start(url, "GET /", 1, Swarm.Pace.AFTER_ANSWER, Duration.ofMillis(10))) {
      Awaitility.await().atMost(PATIENCE).until(() -> swarm.counters().failures() > 0);
      assertThat(swarm.counters().complaints())
          .first()
          .asString()
          .contains("the answer is longer than the 16384 bytes");
    }
  }
}
