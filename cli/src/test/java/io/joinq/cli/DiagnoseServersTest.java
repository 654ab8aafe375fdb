package io.joinq.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.joinq.json.RecentView;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How diagnose finds the server of a queue, and what it believes of what answers. */
@Tag("process")
@Timeout(120)
class DiagnoseServersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOKEN = "s3cret";

  @TempDir private Path folder;
  private URI queue;

  @BeforeEach
  void nameTheQueue() {
    queue = URI.create("chronicle:" + folder.resolve("queue"));
  }

  private Diagnosed diagnose(int adminPort, String... options) throws IOException {
    return Diagnosed.of(queue.toString(), adminPort, options);
  }

  @Test
  void findsTheServerOfAQueueWhoseFolderHasABlankByWhateverName() throws Exception {
    String spoken = "chronicle:" + folder.resolve("my queue");
    queue = URI.create(spoken.replace(" ", "%20"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("my queue"));
    try (ServerProcess server = ServerProcess.start(queue)) {
      for (String name : List.of(spoken, queue.toString(), "chronicle:" + link)) {
        Diagnosed found = Diagnosed.of(name, server.adminPort());
        assertThat(found.server()).as("%s: %s", name, found).isEqualTo("answers");
        assertThat(found.cause()).isEqualTo("all_well");
      }
    }
  }

  @Test
  void asksAServerWhereItListens() throws Exception {
    try (ServerProcess server = ServerProcess.start(queue, "--bind", "127.0.0.2")) {
      Diagnosed found = diagnose(server.adminPort());
      assertThat(found.server()).as("%s", found).isEqualTo("answers");
      assertThat(found.json().path("server").path("address").asText())
          .isEqualTo("127.0.0.2:" + server.adminPort());

      String port = Integer.toString(server.adminPort());
      String[] target = {"--queue", queue.toString(), "--admin-port", port};
      assertThat(CommandRun.of(words("status", target)).out())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("127.0.0.2:" + port + " reports that its event loop is"));
      CommandRun restarted = CommandRun.of(words("restart-workers", target));
      assertThat(restarted.exitCode()).as("%s", restarted).isZero();
    }
  }

  private static String[] words(String command, String... options) {
    return Stream.concat(Stream.of(command), Stream.of(options)).toArray(String[]::new);
  }

  @Test
  void asksAServerOfSeveralMachinesWithItsTokenAndSaysSoIfItIsMissing() throws Exception {
    try (ServerProcess server =
        ServerProcess.start(queue, "--bind", "0.0.0.0", "--admin-token", TOKEN)) {
      Diagnosed refused = diagnose(server.adminPort());
      assertThat(refused.server()).as("%s", refused).isEqualTo("refuses");
      assertThat(refused.json().path("server").path("pid").asLong()).isEqualTo(server.pid());
      assertThat(refused.summary()).contains("401", "JOINQ_ADMIN_TOKEN");

      Diagnosed found = diagnose(server.adminPort(), "--admin-token", TOKEN);
      assertThat(found.server()).as("%s", found).isEqualTo("answers");
    }
  }

  @Test
  void believesNoServerOfAnotherQueue() throws Exception {
    try (JoinableQueue other = open();
        ServerProcess server = ServerProcess.start(URI.create(queue + "-2"))) {
      assertThat(other.depth()).isZero();
      assertThat(diagnose(server.adminPort()).server()).isEqualTo("foreign");
    }
  }

  private JoinableQueue open() {
    return JoinableQueue.open(QueueConfig.of(queue).withCapacity(1));
  }

  @Test
  void waitsForNoAnswerThatStallsInItsMidst() throws Exception {
    // This process has the queue open and listens, and so is the server.
    try (JoinableQueue open = open();
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(open.depth()).isZero();
      CompletableFuture<Socket> client = CompletableFuture.supplyAsync(() -> answerHalf(listener));
      long begin = System.nanoTime();
      Diagnosed found = diagnose(listener.getLocalPort());
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
      assertThat(found.chain()).as("%s", found).contains("no_worker");
      assertThat(found.server()).isEqualTo("silent");
      client.join().close();
    }
  }

  private static Socket answerHalf(ServerSocket listener) {
    try {
      Socket client = listener.accept();
      client
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"queue\":".getBytes(US_ASCII));
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void callsAQueueTooSlowWhoseServerTurnsClientsAway() throws Exception {
    try (ServerProcess server = ServerProcess.start(queue, "--put-timeout", "10ms")) {
      ScheduledExecutorService clients = Executors.newSingleThreadScheduledExecutor();
      try {
        // 20 in a second, of which the worker takes 5.
        ScheduledFuture<?> unused =
            clients.scheduleAtFixedRate(() -> post(server), 0, 50, TimeUnit.MILLISECONDS);
        await("clients that are turned away all the time")
            .atMost(PATIENCE)
            .until(() -> secondsWithRejections(server) == RecentView.SECONDS);
        for (int i = 0; i < 5; i++) {
          // Some tasks long: within a shorter one the worker may well take nothing.
          Diagnosed found = diagnose(server.adminPort(), "--window", "1s");
          assertThat(found.chain())
              .as("%s", found)
              .endsWith("queue_too_slow")
              .isSubsetOf("queue_full", "queue_too_slow");
          assertThat(found.summary()).contains("found no room");
        }
      } finally {
        clients.shutdownNow();
      }
    }
  }

  private static void post(ServerProcess server) {
    try {
      server.post("/tasks", new byte[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int secondsWithRejections(ServerProcess server) throws Exception {
    byte[] word = server.getAdmin("/diagnosis/server").body();
    return new ObjectMapper().readTree(word).path("rejected").path("seconds").asInt();
  }

  @Test
  void callsItAPutWhereAStrategySleepsOnTheLoopBetweenTwoOffers() throws Exception {
    String[] retrying = {"--put", "timed", "--on-full", "retry", "--put-timeout", "1m"};
    try (ServerProcess server = ServerProcess.start(queue, retrying)) {
      server.getUnanswered("/transcribe?block=true");
      await().atMost(PATIENCE).until(() -> server.getAdmin("/livez").statusCode() == 503);
      Diagnosed found = diagnose(server.adminPort());
      assertThat(found.chain())
          .as("%s", found)
          .containsExactly("loop_blocked_in_put", "queue_full", "workers_paused");
    }
  }
}
