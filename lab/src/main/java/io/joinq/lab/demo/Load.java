package io.joinq.lab.demo;

import io.joinq.lab.cluster.Client;
import io.joinq.lab.cluster.Exchange;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Clients that request /transcribe continuously until closed, and their answers. */
final class Load implements AutoCloseable {
  private static final Duration GIVE_UP = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(25);

  private final Client client;
  private final List<Exchange> exchanges = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  private Load(Client client) {
    this.client = client;
  }

  static Load start(Client client, int clients) {
    Load load = new Load(client);
    for (int i = 0; i < clients; i++) {
      Thread thread = new Thread(load::askUntilClosed, "load-" + i);
      thread.setDaemon(true);
      load.threads.add(thread);
      thread.start();
    }
    return load;
  }

  private void askUntilClosed() {
    try {
      while (!closed) {
        ask();
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask() throws InterruptedException {
    try {
      Exchange exchange = client.get("/transcribe", GIVE_UP);
      synchronized (this) {
        exchanges.add(exchange);
      }
    } catch (UncheckedIOException e) {
      synchronized (this) {
        failures.add(e.getMessage());
      }
    }
  }

  private synchronized List<Exchange> matching(Predicate<Exchange> wanted) {
    return exchanges.stream().filter(wanted).toList();
  }

  synchronized int asked() {
    return exchanges.size() + failures.size();
  }

  /** Those without an answer, because none came in time or the connection broke. */
  synchronized int unanswered() {
    return matching(e -> !e.isAnswered()).size() + failures.size();
  }

  /** The ids of the tasks that the server accepted. */
  List<String> accepted() {
    return matching(e -> e.status() == 200).stream()
        .map(e -> Client.json(e).path("task_id").asText())
        .toList();
  }

  List<Exchange> refused() {
    return matching(e -> e.status() == 503);
  }

  /** Refusals that say in the standard form why, and when to come again. */
  int refusedProperly() {
    return (int)
        refused().stream()
            .filter(
                e ->
                    e.header("content-type").orElse("").startsWith("application/problem+json")
                        && e.header("retry-after").orElse("").matches("\\d+"))
            .count();
  }

  /** {@code 40 accepted, 25 no-consumer, 3 queue-full}: each kind of answer that came. */
  String answers() {
    Map<String, Long> counts =
        matching(e -> true).stream()
            .collect(Collectors.groupingBy(Load::kind, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%d %s", e.getValue(), e.getKey()))
        .collect(Collectors.joining(", "));
  }

  private static String kind(Exchange exchange) {
    return switch (exchange.status()) {
      case 200 -> "accepted";
      case 503 -> problem(exchange);
      case Exchange.NO_ANSWER -> "without answer";
      default -> "status " + exchange.status();
    };
  }

  /** The last part of the problem's type, which may be a whole URL. */
  static String problem(Exchange exchange) {
    String type = Client.json(exchange).path("type").asText();
    return type.substring(Math.max(type.lastIndexOf('/'), type.lastIndexOf(':')) + 1);
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Closes it, and waits for the answers that are outstanding. */
  void finish() throws InterruptedException {
    close();
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
