package io.joinq.diagnosis;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An HTTP GET with a hard time limit, to a server in any state. */
public final class BoundedGet {
  private static final Duration CONNECT = Duration.ofSeconds(1);

  private BoundedGet() {}

  /**
   * Gets a URL, with a timeout for the complete answer.
   *
   * @param token for the request; empty sends none
   * @return empty if the answer is not complete in time
   */
  public static Optional<HttpResponse<byte[]>> get(URI url, Optional<String> token, Duration limit)
      throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(url);
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    // The timeout of a request ends with the headers; a body may stall, too.
    CompletableFuture<HttpResponse<byte[]>> answer =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .build()
            .sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    try {
      return Optional.of(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } finally {
      answer.cancel(true);
    }
  }
}
