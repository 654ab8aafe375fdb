package io.joinq.lab.load;

import io.joinq.lab.cluster.Child;
import io.joinq.lab.cluster.Client;
import io.joinq.lab.cluster.ClusterException;
import io.joinq.lab.cluster.Exchange;
import io.joinq.lab.cluster.RunningServer;
import io.joinq.lab.cluster.TestCluster;
import io.joinq.lab.cluster.Timeline;
import io.joinq.lab.stats.Latencies;
import io.joinq.options.ExitCode;
import io.joinq.options.UsageException;
import io.joinq.os.Signal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how soon clients are told that no consumer is left. */
@Command(
    name = "refusals",
    sortOptions = false,
    description = {
      "Kills, and then stops, the only worker of a server while /transcribe is asked for again and"
          + " again, and measures the time from the signal to the first answer no-consumer, and how"
          + " long each of those that follow takes; and, with a full queue, the time until one is"
          + " answered that has been waiting for a place."
    },
    footer =
        "Fails unless the first, and the one that waits, come within 100 ms of the signal, and the p99"
            + " of the others is below 100 ms, with the timed and the async strategy.")
public final class RefusalsCommand implements Callable<Integer> {
  private static final int MOST_CALLS = 10_000;
  private static final double MOST_MS = 100;
  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration UNTIL_IT_WAITS = Duration.ofMillis(500);
  private static final String ROW = "%-12s %-10s %14s %9s %9s %9s %16s  %s%n";

  @Option(
      names = "--calls",
      paramLabel = "N",
      defaultValue = "500",
      description =
          "Before the signal, and as many after the first refusal (default: ${DEFAULT-VALUE}).")
  private int calls = 500;

  private final PrintStream out = System.out;
  private boolean held = true;

  @Override
  public Integer call() throws InterruptedException {
    if (calls < 1 || calls > MOST_CALLS) {
      throw new UsageException("--calls must be from 1 to " + MOST_CALLS + ", not " + calls);
    }
    out.printf("/transcribe once the only worker is gone, bar %.0f ms%n%n", MOST_MS);
    out.printf(
        ROW,
        "--put",
        "worker",
        "first after ms",
        "p50 ms",
        "p99 ms",
        "max ms",
        "waiting after ms",
        "met");
    for (String put : List.of("timed", "async")) {
      measure(put, "killed", Signal.KILL);
      measure(put, "stopped", Signal.STOP);
    }
    out.println(held ? "passed" : "FAILED");
    return held ? ExitCode.DONE : ExitCode.CLAIM_NOT_OBSERVED;
  }

  private void measure(String put, String name, Signal signal) throws InterruptedException {
    try (TestCluster cluster = new TestCluster(Timeline.silent())) {
      // Room for all that is accepted, so that whatever waits does not wait for a place.
      RunningServer server =
          cluster.startServer(
              List.of(
                  "--put",
                  put,
                  "--put-timeout",
                  "20s",
                  "--no-supervise",
                  "--capacity",
                  Integer.toString(2 * calls)));
      Child worker = cluster.startWorker();
      server.awaitReady();
      for (int call = 0; call < calls; call++) {
        isRefused(server.http().get("/transcribe", PATIENCE));
      }
      double first = firstAfter(server, worker, signal);
      Latencies others = refusals(server);
      report(put, name, first, others, waitingAfter(put, signal));
    }
  }

  /** Of a put that finds the queue full and its worker busy, and waits. */
  private double waitingAfter(String put, Signal signal) throws InterruptedException {
    try (TestCluster cluster = new TestCluster(Timeline.silent())) {
      RunningServer server =
          cluster.startServer(
              List.of("--put", put, "--put-timeout", "20s", "--no-supervise", "--capacity", "1"));
      Child worker =
          cluster.startWorker("--handler", "exec", "--exec", "sleep 600", "--task-timeout", "1h");
      server.awaitReady();
      server.http().get("/transcribe", PATIENCE);
      cluster.awaitWorker(w -> w.task().isPresent());
      server.http().get("/transcribe", PATIENCE);
      FutureTask<Exchange> waiting =
          new FutureTask<>(() -> server.http().get("/transcribe", PATIENCE));
      new Thread(waiting, "waiting").start();
      Thread.sleep(UNTIL_IT_WAITS.toMillis());
      long sent = System.nanoTime();
      worker.send(signal);
      Exchange answer = waiting.get();
      double millis = (System.nanoTime() - sent) / 1e6;
      if (!isRefused(answer)) {
        throw new ClusterException("accepted though the queue is full: " + answer);
      }
      return millis;
    } catch (ExecutionException e) {
      throw new ClusterException("the put that waits got no answer", e.getCause());
    }
  }

  private static double firstAfter(RunningServer server, Child worker, Signal signal)
      throws InterruptedException {
    long sent = System.nanoTime();
    worker.send(signal);
    while (!isRefused(server.http().get("/transcribe", PATIENCE))) {
      Thread.sleep(1);
    }
    return (System.nanoTime() - sent) / 1e6;
  }

  private Latencies refusals(RunningServer server) throws InterruptedException {
    Latencies latencies = new Latencies();
    for (int call = 0; call < calls; call++) {
      Thread.sleep(PAUSE.toMillis());
      Exchange answer = server.http().get("/transcribe", PATIENCE);
      if (!isRefused(answer)) {
        throw new ClusterException("accepted with nobody to take it: " + answer);
      }
      latencies.add(answer.took().toNanos());
    }
    return latencies;
  }

  /**
   * Whether it says that there is no consumer.
   *
   * @throws ClusterException if it is neither that nor accepted
   */
  private static boolean isRefused(Exchange answer) {
    boolean refused = Client.json(answer).path("type").asText().equals("no-consumer");
    if (!refused && answer.status() != 200) {
      throw new ClusterException("neither accepted nor no-consumer: " + answer);
    }
    return refused;
  }

  private void report(String put, String name, double first, Latencies refusals, double waiting) {
    boolean met = first < MOST_MS && refusals.p99() < MOST_MS && waiting < MOST_MS;
    held &= met;
    out.printf(
        ROW,
        put,
        name,
        milliseconds(first),
        milliseconds(refusals.p50()),
        milliseconds(refusals.p99()),
        milliseconds(refusals.max()),
        milliseconds(waiting),
        met ? "yes" : "NO");
  }

  private static String milliseconds(double ms) {
    return String.format(Locale.ROOT, "%.1f", ms);
  }
}
