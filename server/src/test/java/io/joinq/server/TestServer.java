package io.joinq.server;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joinq.options.CommandRunner;
import io.joinq.server.http.security.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A server in this JVM, on free ports, with workers that are processes; and a client of it. */
final class TestServer implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String publicUrl;
  private final String adminUrl;
  private final Runnable stop;
  private volatile Optional<ApiContract> publicApi = Optional.empty();
  private volatile Optional<ApiContract> adminApi = Optional.empty();

  private TestServer(String publicUrl, String adminUrl, Runnable stop) {
    this.publicUrl = publicUrl;
    this.adminUrl = adminUrl;
    this.stop = stop;
  }

  /** With the queue in a folder, and all else as the options say. */
  static TestServer start(Path folder, String... options) {
    return start(config(folder, options));
  }

  static TestServer start(ServerConfig config) {
    Server server = Server.start(config);
    TestServer client = new TestServer(server.publicUrl(), server.adminUrl(), server::close);
    return client.holdToDocuments();
  }

  /** From now on an answer that is not documented fails the test. Needs a loop that runs. */
  TestServer holdToDocuments() {
    publicApi = Optional.of(ApiContract.of(publicUrl));
    adminApi = Optional.of(ApiContract.of(adminUrl));
    return this;
  }

  /** A client of a server that somebody else has started. */
  static TestServer at(String publicUrl, String adminUrl) {
    return new TestServer(publicUrl, adminUrl, () -> {});
  }

  static ServerConfig config(Path folder, String... options) {
    Options command = new Options();
    CommandRunner.commandLine(command, Map.of()).parseArgs(arguments(folder, options));
    return command.options.toConfig();
  }

  /** The same server with other limits for its clients. */
  static ServerConfig limited(ServerConfig config, Limits limits, Limits adminLimits) {
    ListenConfig listen =
        new ListenConfig(ListenConfig.LOOPBACK, 0, 0, Optional.empty(), limits, adminLimits);
    return new ServerConfig(
        config.queue(),
        config.put(),
        config.handlers(),
        listen,
        config.records(),
        config.supervisor(),
        config.workerCommand());
  }

  /** The command line of a server with the queue in a folder and free ports. */
  static String[] arguments(Path folder, String... options) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--queue", "chronicle:" + folder.resolve("queue")));
    arguments.addAll(List.of("--port", "0", "--admin-port", "0"));
    // Where time is not the point, a slow machine is no failure.
    arguments.addAll(List.of("--put-timeout", "20s"));
    arguments.addAll(List.of(options));
    return arguments.toArray(String[]::new);
  }

  @Command(name = "server")
  private static final class Options implements Runnable {
    @Mixin private ServerOptions options = new ServerOptions();

    @Override
    public void run() {}
  }

  URI publicUri(String path) {
    return URI.create(publicUrl + path);
  }

  URI adminUri(String path) {
    return URI.create(adminUrl + path);
  }

  Answer get(String path, String... headers) {
    return send(withHeaders(publicUri(path), headers));
  }

  Answer getAdmin(String path) {
    return send(HttpRequest.newBuilder(adminUri(path)));
  }

  CompletableFuture<Answer> getLater(String path) {
    return CompletableFuture.supplyAsync(() -> get(path), task -> thread(task, path));
  }

  CompletableFuture<Answer> getAdminLater(String path) {
    return CompletableFuture.supplyAsync(() -> getAdmin(path), task -> thread(task, path));
  }

  private static void thread(Runnable task, String name) {
    Thread thread = new Thread(task, "client of " + name);
    thread.setDaemon(true);
    thread.start();
  }

  Answer post(String path, byte[] body, String... headers) {
    return send(withHeaders(publicUri(path), headers).POST(BodyPublishers.ofByteArray(body)));
  }

  CompletableFuture<Answer> postLater(String path, byte[] body, String... headers) {
    return CompletableFuture.supplyAsync(
        () -> post(path, body, headers), task -> thread(task, path));
  }

  Answer delete(String path) {
    return send(HttpRequest.newBuilder(publicUri(path)).DELETE());
  }

  Answer postAdmin(String path, String... headers) {
    return send(withHeaders(adminUri(path), headers).POST(BodyPublishers.noBody()));
  }

  private static HttpRequest.Builder withHeaders(URI uri, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    return headers.length == 0 ? request : request.headers(headers);
  }

  Answer send(HttpRequest.Builder request) {
    return send(request, PATIENCE);
  }

  /** Fails if there is no answer in time. */
  Answer send(HttpRequest.Builder request, Duration timeout) {
    long start = System.nanoTime();
    try {
      HttpResponse<byte[]> response =
          http.send(request.timeout(timeout).build(), BodyHandlers.ofByteArray());
      boolean isPublic = response.request().uri().toString().startsWith(publicUrl);
      (isPublic ? publicApi : adminApi).ifPresent(api -> api.check(response));
      return new Answer(response, Duration.ofNanos(System.nanoTime() - start));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Many clients that ask the admin listener for the same at the same time. */
  Joiners join(int clients, String path) {
    return new Joiners(
        IntStream.range(0, clients)
            .mapToObj(
                client ->
                    CompletableFuture.supplyAsync(() -> getAdmin(path), task -> thread(task, path)))
            .toList());
  }

  /** Waits until a task would be accepted: the workers are there. */
  TestServer awaitReady() {
    await().atMost(PATIENCE).until(() -> getAdmin("/readyz").status() == 200);
    return this;
  }

  @Override
  public void close() {
    stop.run();
  }

  /** Clients that wait for their answers. */
  record Joiners(List<CompletableFuture<Answer>> answers) {
    List<Integer> statuses() {
      return answers.stream().map(answer -> answer.join().status()).toList();
    }
  }

  /** What came back, and how long it took. */
  record Answer(HttpResponse<byte[]> response, Duration took) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + text(), e);
      }
    }

    /** A member of the JSON object, as text. */
    String member(String name) {
      return json().path(name).asText();
    }

    @Override
    public String toString() {
      return status() + " " + response.headers().map() + " " + text() + " after " + took;
    }
  }
}
