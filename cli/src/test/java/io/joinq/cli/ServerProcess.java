package io.joinq.cli;

import io.joinq.process.JavaCommand;
import io.joinq.server.ServerMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A server in a JVM of its own, on free ports, with its workers; all killed when closed. */
final class ServerProcess implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final URI url;
  private final URI adminUrl;

  private ServerProcess(Process process, URI url, URI adminUrl) {
    this.process = process;
    this.url = url;
    this.adminUrl = adminUrl;
  }

  /** Returns when it is ready to accept tasks. */
  static ServerProcess start(URI queue, String... options) throws IOException {
    return start(ServerMain.class, queue, options);
  }

  /**
   * As {@link #start(URI, String...)}.
   *
   * @param mainClass which takes the options of a server, and says what a server says
   */
  static ServerProcess start(Class<?> mainClass, URI queue, String... options) throws IOException {
    Process process =
        JavaCommand.of(mainClass.getName())
            .withArguments("--queue", queue.toString(), "--port", "0", "--admin-port", "0")
            .withArguments(options)
            .toProcessBuilder()
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      // Its only lines on stdout are its two URLs.
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      URI url = urlIn(out.readLine());
      ServerProcess server = new ServerProcess(process, url, urlIn(out.readLine()));
      Awaitility.await("a server that is ready")
          .atMost(Duration.ofSeconds(60))
          .until(() -> server.send("GET", server.adminUrl.resolve("/readyz")).statusCode() == 200);
      return server;
    } catch (RuntimeException | IOException e) {
      kill(process);
      throw e;
    }
  }

  private static URI urlIn(String line) throws IOException {
    if (line == null) {
      throw new IOException("the server ended before it said where it listens");
    }
    return URI.create(line.substring(line.indexOf("http")));
  }

  HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send("GET", url.resolve(path));
  }

  HttpResponse<byte[]> getAdmin(String path) throws IOException, InterruptedException {
    return send("GET", adminUrl.resolve(path));
  }

  CompletableFuture<HttpResponse<byte[]>> getAdminLater(String path) {
    return HTTP.sendAsync(
        HttpRequest.newBuilder(adminUrl.resolve(path)).timeout(Duration.ofSeconds(30)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Returns once the request is on its way; whether it is ever answered is not looked at. */
  void getUnanswered(String path) {
    CompletableFuture<HttpResponse<Void>> unused =
        HTTP.sendAsync(
            HttpRequest.newBuilder(url.resolve(path)).build(),
            HttpResponse.BodyHandlers.discarding());
  }

  /** Writes a line to its stdin. */
  void tell(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  int adminPort() {
    return adminUrl.getPort();
  }

  long pid() {
    return process.pid();
  }

  HttpResponse<byte[]> post(String path, byte[] body) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(url.resolve(path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> send(String method, URI target)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(target)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(30))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static void kill(Process process) {
    List<ProcessHandle> family =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    family.forEach(ProcessHandle::destroyForcibly);
    family.forEach(member -> member.onExit().join());
  }

  @Override
  public void close() {
    kill(process);
  }
}
