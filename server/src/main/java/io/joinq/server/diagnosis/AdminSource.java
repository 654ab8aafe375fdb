package io.joinq.server.diagnosis;

import io.joinq.queue.QueueProcess;
import io.joinq.server.diagnosis.ServerContact.State;
import io.joinq.server.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a server over its admin listener. Which process that is, and at what address it listens, is
 * told by the kernel: of those that have the queue open it is the one that listens on that port.
 * Where that cannot be seen, whoever answers on this machine's own address is asked.
 */
public final class AdminSource implements ServerSource {
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final String THIS_MACHINE = "127.0.0.1";
  private static final String PATH = "/diagnosis/server";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final ServedQueue queue;
  private final int port;
  private final Optional<String> token;

  /**
   * @param queue that the server should serve
   * @param port of its admin listener
   * @param token that it wants to see if it serves other machines too
   */
  public AdminSource(URI queue, int port, Optional<String> token) {
    this.queue = ServedQueue.of(queue);
    this.port = port;
    this.token = token;
  }

  @Override
  public ServerContact ask(List<QueueProcess> open) throws InterruptedException {
    PortOwner owner = new PortOwner(port);
    for (QueueProcess process : open) {
      Optional<String> host =
          process.alive() && process.worker().isEmpty()
              ? owner.hostOf(process.pid())
              : Optional.empty();
      if (host.isPresent()) {
        return ask(process, address(host.get()));
      }
    }
    String address = address(THIS_MACHINE);
    return answer(address)
        .map(answer -> heard(answer, address, OptionalLong.empty()))
        .orElseGet(() -> ServerContact.none(address));
  }

  private String address(String host) {
    return host + ":" + port;
  }

  private ServerContact ask(QueueProcess process, String address) throws InterruptedException {
    if (process.stopped()) {
      return ServerContact.of(State.STOPPED, address, process.pid());
    }
    return answer(address)
        .map(answer -> heard(answer, address, OptionalLong.of(process.pid())))
        .orElseGet(() -> ServerContact.of(State.SILENT, address, process.pid()));
  }

  /** Empty if there is none, or not all of it is there in time. */
  private Optional<HttpResponse<byte[]>> answer(String address) throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + address + PATH));
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    // The timeout of a request ends with the headers; a body may stall, too.
    CompletableFuture<HttpResponse<byte[]>> answer =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .build()
            .sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    try {
      return Optional.of(answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } finally {
      answer.cancel(true);
    }
  }

  private ServerContact heard(HttpResponse<byte[]> answer, String address, OptionalLong pid) {
    if (answer.statusCode() != OK && answer.statusCode() != NOT_FOUND) {
      return ServerContact.refusing(address, pid, answer.statusCode());
    }
    return Json.read(answer.body(), ServerWord.class)
        .filter(word -> queue.is(word.queue()))
        .map(word -> ServerContact.answering(address, word))
        .orElseGet(() -> ServerContact.foreign(address));
  }
}
