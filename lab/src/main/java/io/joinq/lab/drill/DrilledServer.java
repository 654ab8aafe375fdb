package io.joinq.lab.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.WorkerStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server process with its workers, on its own queue, which the drill has open too. */
final class DrilledServer implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern URLS = Pattern.compile("(?s)public (\\S+)\\R.*?admin (\\S+)\\R");
  private static final long LOOK_NANOS = 1_000_000;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final Path folder;
  private final Process process;
  private final JoinableQueue queue;
  private final String publicUrl;
  private final String adminUrl;

  /**
   * @param config with the capacity
   */
  DrilledServer(Path folder, QueueConfig config, String... options)
      throws IOException, InterruptedException {
    this.folder = folder;
    queue = JoinableQueue.open(config);
    Path output = folder.resolve("server.out");
    process =
        JavaCommand.of("io.joinq.server.ServerMain")
            .withArguments("--queue", config.url().toString(), "--port", "0", "--admin-port", "0")
            .withArguments("--max-attempts", Integer.toString(config.maxAttempts()))
            .withArguments(options)
            .toProcessBuilder()
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    await("the server says where it listens", () -> urls(output).isPresent());
    Matcher urls = urls(output).orElseThrow();
    publicUrl = urls.group(1);
    adminUrl = urls.group(2);
    await("the server is ready", this::isReady);
  }

  private static Optional<Matcher> urls(Path output) {
    try {
      Matcher urls = URLS.matcher(Files.readString(output));
      return urls.find() ? Optional.of(urls) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JoinableQueue queue() {
    return queue;
  }

  long pid() {
    return process.pid();
  }

  boolean isReady() {
    return send("GET", adminUrl + "/readyz").statusCode() == 200;
  }

  /** Why it is not ready. */
  String readiness() {
    return send("GET", adminUrl + "/readyz").body();
  }

  HttpResponse<String> transcribe() {
    return send("GET", publicUrl + "/transcribe");
  }

  String postAdmin(String path) {
    return send("POST", adminUrl + path).body();
  }

  List<JsonNode> workersThatAre(String state) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode worker : json(send("GET", adminUrl + "/workers").body())) {
      if (worker.path("state").asText().equals(state)) {
        found.add(worker);
      }
    }
    return found;
  }

  private HttpResponse<String> send(String method, String url) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(PATIENCE)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + url + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DrillException("interrupted");
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new DrillException("not JSON: " + text);
    }
  }

  /** What the server has written down, of one kind. */
  List<JsonNode> events(String kind) {
    Path file = folder.resolve("queue.records").resolve("events.jsonl");
    try {
      return Files.exists(file)
          ? Files.readAllLines(file).stream()
              .map(DrilledServer::json)
              .filter(event -> event.path("event").asText().equals(kind))
              .toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A worker that the queue knows, not counting one process. */
  Optional<WorkerStatus> workerOtherThan(long pid) {
    return queue.admin().status().workers().stream()
        .filter(worker -> worker.pid() != pid)
        .findFirst();
  }

  int processes() {
    return (int) process.descendants().count();
  }

  int threads() {
    return entries("task");
  }

  int descriptors() {
    return entries("fd");
  }

  private int entries(String of) {
    try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(process.pid()), of))) {
      return (int) all.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits for what is to come.
   *
   * @return how long that took
   * @throws DrillException if it does not come
   */
  static Duration await(String what, BooleanSupplier come) throws InterruptedException {
    long start = System.nanoTime();
    while (!come.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        throw new DrillException(what + ": not within " + PATIENCE.toSeconds() + " s");
      }
      TimeUnit.NANOSECONDS.sleep(LOOK_NANOS);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    queue.close();
  }
}
