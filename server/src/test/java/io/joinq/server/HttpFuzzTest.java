package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends malformed and odd requests to both listeners. {@code -Djoinq.fuzzSeconds=600} goes on for
 * so long, {@code -Djoinq.fuzzSeed=N} repeats the run that printed this seed.
 */
@Tag("process")
@Timeout(7200)
class HttpFuzzTest {
  private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("joinq.fuzzSeconds", 5));
  private static final long SEED = Long.getLong("joinq.fuzzSeed", System.nanoTime());
  private static final Pattern HEAD =
      Pattern.compile("HTTP/1\\.1 (\\d{3}) [ -~]*\r\n((?:[!-9;-~]+:[\t -~]*\r\n)*)\r\n");
  private static final Pattern LENGTH_HEADER =
      Pattern.compile("Content-Length: (\\d+)\r\n", Pattern.CASE_INSENSITIVE);
  private static final Pattern INSIDE =
      Pattern.compile("\tat |Exception|Caused by|io\\.joinq|org\\.eclipse|io\\.javalin|java\\.");
  private static final Set<Integer> SERVER_ERRORS = Set.of(501, 503, 504, 505);

  // Of the test's own client, and of classes that are loaded meanwhile.
  private static final int FEW_FILES = 40;

  @TempDir private Path folder;

  private int answers;

  @Test
  void answersEveryRequestAsHttpHasItAndGoesOn() throws IOException {
    System.out.println("http fuzz: -Djoinq.fuzzSeed=" + SEED);
    HttpFuzz fuzz = new HttpFuzz(new Random(SEED));
    try (TestServer server =
        TestServer.start(
            folder, "--no-supervise", "--max-payload", "5000", "--put-timeout", "50ms")) {
      URI[] listeners = {server.publicUri("/"), server.adminUri("/")};
      for (URI listener : listeners) {
        RawHttp.exchange(
            listener, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      }
      long files = openFiles();
      long end = System.nanoTime() + LENGTH.toNanos();
      for (int request = 0; System.nanoTime() < end; request++) {
        send(listeners[request % 2], fuzz.next(), request);
        if (request % 500 == 0) {
          assertThat(server.get("/healthz").status()).isEqualTo(200);
          assertThat(server.getAdmin("/livez").status()).isEqualTo(200);
        }
      }
      assertThat(server.get("/healthz").status()).isEqualTo(200);
      assertThat(server.getAdmin("/livez").status()).isEqualTo(200);
      assertThat(answers).as("answers of all").isPositive();
      // A join lasts for its 30 s, whether its client is still there or not.
      await()
          .atMost(TestServer.PATIENCE.multipliedBy(2))
          .untilAsserted(() -> assertThat(threadsOfClients()).isEmpty());
      await()
          .atMost(TestServer.PATIENCE)
          .untilAsserted(
              () -> assertThat(openFiles()).as("open files").isLessThan(files + FEW_FILES));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("what was made beside the queue")
          .isSubsetOf("queue", "queue.records");
    }
  }

  private void send(URI listener, String request, int number) throws IOException {
    String answer;
    try (RawHttp http = RawHttp.connect(listener)) {
      answer = http.timeout(20).send(request).readSome();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no answer", e);
    } catch (IOException e) {
      // Closed before all was sent: an answer too.
      return;
    }
    check(request, answer, number);
  }

  /** One answer or several, one after the other, each well-formed and none a failure of ours. */
  private void check(String request, String answer, int number) {
    String context = "request %d of seed %d:%n%s%n->%n%s".formatted(number, SEED, request, answer);
    int from = 0;
    Matcher head = HEAD.matcher(answer);
    while (from < answer.length() && head.find(from)) {
      assertThat(head.start()).as(context).isEqualTo(from);
      int status = Integer.parseInt(head.group(1));
      assertThat(status < 500 || SERVER_ERRORS.contains(status)).as(context).isTrue();
      Matcher length = LENGTH_HEADER.matcher(head.group(2));
      int body =
          length.find() && !request.startsWith("HEAD") ? Integer.parseInt(length.group(1)) : 0;
      from = head.end() + body;
      answers++;
      if (request.startsWith("HEAD") || head.group(2).contains("chunked")) {
        break;
      }
    }
    if (!answer.isEmpty()) {
      assertThat(from).as(context).isPositive();
    }
    if (!answer.contains("text/html") && !answer.contains("text/javascript")) {
      assertThat(INSIDE.matcher(answer).find()).as(context).isFalse();
    }
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  /** Threads that each serve one client, who is gone. */
  private static Set<String> threadsOfClients() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("(transfer|join|event-stream)-\\d+"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
