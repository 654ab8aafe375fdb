package io.joinq.lab.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Sends requests to one listener of a server, each with a timeout. */
public final class Client {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI base;

  public Client(URI base) {
    this.base = base;
  }

  /**
   * @throws UncheckedIOException if the server cannot be reached, or hangs up
   */
  public Exchange get(String path, Duration timeout) throws InterruptedException {
    return send("GET", path, timeout);
  }

  /** A post without a body. */
  public Exchange post(String path, Duration timeout) throws InterruptedException {
    return send("POST", path, timeout);
  }

  private Exchange send(String method, String path, Duration timeout) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(timeout)
            .build();
    String name = method + " " + path;
    long started = System.nanoTime();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      Map<String, String> headers =
          answer.headers().map().entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().get(0)));
      return new Exchange(name, answer.statusCode(), headers, answer.body(), since(started));
    } catch (HttpTimeoutException e) {
      return new Exchange(name, Exchange.NO_ANSWER, Map.of(), "", since(started));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " at " + base + ": " + e, e);
    }
  }

  private static Duration since(long startedNanos) {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /** The body of an answer as JSON; a missing node if it is none. */
  public static JsonNode json(Exchange exchange) {
    try {
      return JSON.readTree(exchange.body());
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }
}
