package io.joinq.lab.chaos;

import io.joinq.lab.chaos.eventlog.EventLog;
import io.joinq.lab.chaos.eventlog.Verb;
import io.joinq.queue.TaskId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Posts tasks to the current server and logs the answers. */
final class Poster {
  private static final Pattern PUBLIC = Pattern.compile("(?m)^public (http://\\S+)$");
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int PAUSE_MILLIS = 20;
  private static final int ACCEPTED = 202;
  private static final int UNAVAILABLE = 503;

  private final EventLog log;
  private final Supplier<Path> serverOutput;
  private final SplittableRandom random;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final Thread thread = new Thread(this::run, "chaos-poster");
  private volatile boolean closed;
  private long count;

  /**
   * @param serverOutput where the present server writes its addresses
   */
  Poster(EventLog log, Supplier<Path> serverOutput, long seed) {
    this.log = log;
    this.serverOutput = serverOutput;
    this.random = new SplittableRandom(seed);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closed) {
        Optional<URI> server = server();
        if (server.isPresent()) {
          post(server.get());
        }
        Thread.sleep(random.nextInt(2 * PAUSE_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<URI> server() {
    try {
      Matcher line = PUBLIC.matcher(Files.readString(serverOutput.get()));
      return line.find() ? Optional.of(URI.create(line.group(1))) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void post(URI server) throws InterruptedException {
    Payload payload = ChaosProducer.next("H." + count++, random);
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/tasks"))
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(payload.toBytes()))
            .build();
    log.write(Verb.INTENT, payload.key(), payload.size(), "POST");
    long start = System.nanoTime();
    try {
      HttpResponse<Void> answer = client.send(request, HttpResponse.BodyHandlers.discarding());
      if (answer.statusCode() == ACCEPTED) {
        String location = answer.headers().firstValue("Location").orElseThrow();
        TaskId id = TaskId.parse(location.substring(location.lastIndexOf('/') + 1));
        log.write(Verb.ACCEPTED, payload.key(), id.sequence(), Clocked.untimed(start));
      } else if (answer.statusCode() == UNAVAILABLE) {
        log.write(Verb.REFUSED, payload.key(), Clocked.untimed(start));
      }
    } catch (IOException e) {
      // The server was killed or stopped, or had gone: the put is in doubt.
    }
  }

  void stop() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
