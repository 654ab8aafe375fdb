package io.joinq.cli;

import io.joinq.queue.QueueException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Sends requests to the admin listener of a running server. */
final class AdminClient {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private AdminClient() {}

  /**
   * Posts nothing to a route.
   *
   * @return the answer, as JSON
   * @throws QueueException if there is no server, or it refuses
   */
  static String post(URI url, Optional<String> token) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).timeout(PATIENCE).POST(HttpRequest.BodyPublishers.noBody());
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    try {
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .connectTimeout(PATIENCE)
              .build()
              .send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new QueueException(
            url + " answered " + answer.statusCode() + ": " + answer.body().strip());
      }
      return answer.body();
    } catch (IOException e) {
      throw new QueueException(
          "no server answers at " + url.getAuthority() + "; start one, or give its --admin-port",
          e);
    }
  }
}
