package io.joinq.lab.demo;

import io.joinq.lab.cluster.Client;
import io.joinq.lab.cluster.ClusterException;
import io.joinq.lab.cluster.Exchange;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Requests a path, such as /healthz, every 20 ms on its own thread, as a load balancer would, and
 * records the latencies. A slow answer delays later probes and counts once, with its whole
 * duration.
 */
final class HealthProbe implements AutoCloseable {
  static final Duration PERIOD = Duration.ofMillis(20);
  private static final Duration GIVE_UP = Duration.ofSeconds(5);

  private final Client client;
  private final String path;
  private final List<Exchange> answers = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread probe = new Thread(task, "health-probe");
            probe.setDaemon(true);
            return probe;
          });

  private HealthProbe(Client client, String path) {
    this.client = client;
    this.path = path;
  }

  static HealthProbe start(Client client, String path) {
    HealthProbe probe = new HealthProbe(client, path);
    Future<?> unused =
        probe.thread.scheduleAtFixedRate(probe::ask, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    return probe;
  }

  private void ask() {
    try {
      Exchange answer = client.get(path, GIVE_UP);
      synchronized (this) {
        answers.add(answer);
      }
    } catch (UncheckedIOException e) {
      synchronized (this) {
        failures.add(e.getMessage());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized int asked() {
    return answers.size() + failures.size();
  }

  synchronized Duration slowest() {
    return slowest(answers);
  }

  private static Duration slowest(List<Exchange> answers) {
    return answers.stream().map(Exchange::took).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /** Asks no more, waits for the answer that is outstanding, and tells of all that came. */
  Health finish() throws InterruptedException {
    thread.shutdown();
    if (!thread.awaitTermination(2 * GIVE_UP.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new ClusterException("a request for " + path + " does not end");
    }
    synchronized (this) {
      return new Health(
          asked(),
          (int) answers.stream().filter(a -> a.status() == 200).count(),
          slowest(answers),
          median(answers));
    }
  }

  private static Duration median(List<Exchange> answers) {
    return answers.stream()
        .map(Exchange::took)
        .sorted()
        .skip(answers.size() / 2)
        .findFirst()
        .orElse(Duration.ZERO);
  }

  /**
   * What a probe saw in all. Taken at once: while it asks, each look at it sees another number.
   *
   * @param healthy how many of those asked were answered 200
   */
  record Health(int asked, int healthy, Duration slowest, Duration median) {}

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
