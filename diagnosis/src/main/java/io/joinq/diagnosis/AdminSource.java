package io.joinq.diagnosis;

import io.joinq.diagnosis.ServerContact.State;
import io.joinq.json.Json;
import io.joinq.queue.QueueProcess;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks a server over its admin listener. The kernel tells which process that is and at which
 * address it listens: of the processes that have the queue open, the one that listens on the port.
 * Where that is not visible, it asks whatever answers on the loopback address.
 */
public final class AdminSource implements ServerSource {
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

  /**
   * Where the admin listener with this port is: host and port.
   *
   * @param open the processes that have the queue open, one of which may be the server
   */
  public static String address(List<QueueProcess> open, int port) {
    return server(open, port).map(Listening::host).orElse(THIS_MACHINE) + ":" + port;
  }

  private static Optional<Listening> server(List<QueueProcess> open, int port) {
    PortOwner owner = new PortOwner(port);
    return open.stream()
        .filter(process -> process.alive() && process.local() && process.worker().isEmpty())
        .flatMap(
            process ->
                owner.hostOf(process.pid()).map(host -> new Listening(process, host)).stream())
        .findFirst();
  }

  /** A process that listens on the port, and where. */
  private record Listening(QueueProcess process, String host) {}

  @Override
  public ServerContact ask(List<QueueProcess> open) throws InterruptedException {
    Optional<Listening> server = server(open, port);
    return server.isPresent() ? ask(server.get()) : askAnybody(THIS_MACHINE + ":" + port);
  }

  private ServerContact ask(Listening server) throws InterruptedException {
    String address = server.host + ":" + port;
    long pid = server.process.pid();
    if (server.process.stopped()) {
      return ServerContact.of(State.STOPPED, address, pid);
    }
    return answer(address)
        .map(answer -> heard(answer, address, OptionalLong.of(pid)))
        .orElseGet(() -> ServerContact.of(State.SILENT, address, pid));
  }

  private ServerContact askAnybody(String address) throws InterruptedException {
    return answer(address)
        .map(answer -> heard(answer, address, OptionalLong.empty()))
        .orElseGet(() -> ServerContact.none(address));
  }

  private Optional<HttpResponse<byte[]>> answer(String address) throws InterruptedException {
    return BoundedGet.get(URI.create("http://" + address + PATH), token, ANSWER);
  }

  private ServerContact heard(HttpResponse<byte[]> answer, String address, OptionalLong pid) {
    if (answer.statusCode() != OK && answer.statusCode() != NOT_FOUND) {
      return ServerContact.refusing(address, pid, answer.statusCode());
    }
    return Json.read(answer.body(), ServerReport.class)
        .filter(word -> queue.is(word.queue()))
        .map(word -> ServerContact.answering(address, word))
        .orElseGet(() -> ServerContact.foreign(address));
  }
}
