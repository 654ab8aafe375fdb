package io.joinq.server.diagnosis;

import io.joinq.queue.QueueProcess;
import io.joinq.server.diagnosis.ServerContact.State;
import io.joinq.server.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Asks a server over its admin listener. If that does not answer, the processes that have the queue
 * open tell whether the server is there: it is the one that listens on that port.
 */
public final class AdminSource implements ServerSource {
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(2);

  private final URI queue;
  private final URI url;

  /**
   * @param queue that the server should serve
   * @param url of {@code GET /diagnosis/server}
   */
  public AdminSource(URI queue, URI url) {
    this.queue = queue;
    this.url = url;
  }

  @Override
  public ServerContact ask(List<QueueProcess> open) throws InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    HttpRequest request = HttpRequest.newBuilder(url).timeout(ANSWER).build();
    try {
      return heard(client.send(request, HttpResponse.BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      // Refused; or connected, and then no answer in time.
      return unheard(open);
    }
  }

  private ServerContact heard(HttpResponse<byte[]> response) {
    return Optional.of(response)
        .filter(answer -> answer.statusCode() == 200)
        .flatMap(answer -> Json.read(answer.body(), ServerWord.class))
        .filter(word -> isSame(word.queue()))
        .map(word -> ServerContact.answering(address(), word))
        .orElseGet(() -> ServerContact.foreign(address()));
  }

  private boolean isSame(String served) {
    return served != null && absolute(URI.create(served)).equals(absolute(queue));
  }

  /** A queue's URL with its folder absolute, so that it names the queue in every process. */
  public static String absolute(URI queue) {
    Path folder = Path.of(queue.getSchemeSpecificPart());
    return queue.getScheme() + ":" + folder.toAbsolutePath().normalize();
  }

  private ServerContact unheard(List<QueueProcess> open) {
    PortOwner owner = new PortOwner(url.getPort());
    return open.stream()
        .filter(process -> process.alive() && process.worker().isEmpty())
        .filter(process -> owner.is(process.pid()))
        .findFirst()
        .map(process -> ServerContact.of(state(process), address(), process.pid()))
        .orElseGet(() -> ServerContact.none(address()));
  }

  private static State state(QueueProcess process) {
    return process.stopped() ? State.STOPPED : State.SILENT;
  }

  private String address() {
    return url.getAuthority();
  }
}
