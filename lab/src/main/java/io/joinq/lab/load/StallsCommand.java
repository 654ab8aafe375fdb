package io.joinq.lab.load;

import io.joinq.lab.cluster.Child;
import io.joinq.lab.cluster.RunningServer;
import io.joinq.lab.cluster.TestCluster;
import io.joinq.lab.cluster.Timeline;
import io.joinq.lab.load.Swarm.Pace;
import io.joinq.options.DurationConverter;
import io.joinq.options.ExitCode;
import io.joinq.options.UsageException;
import io.joinq.os.Signal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the effect of a full queue on /healthz, for each put strategy. */
@Command(
    name = "stalls",
    sortOptions = false,
    description = {
      "Asks for /transcribe at a steady rate while the queue is full, and measures /healthz with"
          + " each put strategy: once with the only worker killed, once with a worker that is alive"
          + " and busy for longer than the measurement, so that every put really waits."
    },
    footer =
        "Fails unless every p99 is as predicted, with async no /healthz is slower than 200 ms and then"
            + " no thread is left inside a put, and the rate was kept where nothing is endless.")
public final class StallsCommand implements Callable<Integer> {
  private static final Duration PROBE_PERIOD = Duration.ofMillis(10);
  private static final Duration GIVE_UP = Duration.ofSeconds(2);
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration ANSWERS = Duration.ofSeconds(3);
  private static final int RATE = 200;
  // Of each client; longer than any put waits, so that there are always clients to keep the rate.
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final double MOST_P99_MS = 20;
  private static final double MOST_MS = 200;
  private static final int MILLIS_PER_SECOND = 1_000;
  private static final String ROW = "%-26s %-24s %10s %12s %10s %10s %12s %s%n";

  @Option(
      names = "--duration",
      paramLabel = "D",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "Of each measurement (default: ${DEFAULT-VALUE}).")
  private Duration duration = Duration.ofSeconds(10);

  @Option(
      names = "--only",
      paramLabel = "STRATEGY",
      split = ",",
      description = "Some of async, timed and blocking (default: all).")
  private List<String> only = List.of("async", "timed", "blocking");

  private final PrintStream out = System.out;
  private boolean held = true;

  /** What the only worker does. */
  private enum Worker {
    KILLED,
    BUSY
  }

  @Override
  public Integer call() throws InterruptedException {
    if (duration.isZero() || duration.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new UsageException("--duration must be from 1ms to 1m");
    }
    if (!List.of("async", "timed", "blocking").containsAll(only)) {
      throw new UsageException("--only takes async, timed and blocking, not " + only);
    }
    out.printf("/healthz while %d requests/s ask for /transcribe and the queue is full%n%n", RATE);
    out.printf(
        ROW,
        "--put",
        "the only worker is",
        "requests/s",
        "predicted",
        "p99 ms",
        "max ms",
        "no answer",
        "threads in a put after");
    for (Worker worker : Worker.values()) {
      measure("async", Duration.ofMillis(500), worker);
      measure("timed", Duration.ofMillis(2), worker);
      measure("timed", Duration.ofMillis(500), worker);
      measure("blocking", Duration.ofMillis(500), worker);
    }
    out.println(
        "\nPredicted is the p99. With timed and a busy worker each put holds the loop for its timeout T."
            + "\nWhile 200/s x T is below 1, /healthz waits for the one or two puts before it: 2 T more than"
            + "\nwith async. From 1 on the line before it grows for as long as the load lasts.");
    out.println(held ? "passed" : "FAILED");
    return held ? ExitCode.DONE : ExitCode.CLAIM_NOT_OBSERVED;
  }

  private void measure(String put, Duration timeout, Worker worker) throws InterruptedException {
    if (!only.contains(put)) {
      return;
    }
    try (TestCluster cluster = new TestCluster(Timeline.silent())) {
      RunningServer server =
          cluster.startServer(
              List.of(
                  "--put",
                  put,
                  "--put-timeout",
                  timeout.toMillis() + "ms",
                  "--no-supervise",
                  "--capacity",
                  "1"));
      fillUp(cluster, server, worker);
      if (!put.equals("blocking")) {
        load(server, WARM_UP);
      }
      SteadyLoad load = load(server, duration);
      Probe probe = load.probe();
      double predicted = predictedP99(put, timeout, worker);
      long inPut = new ServerProcess(server.pid()).threadsInPut();
      out.printf(
          ROW,
          put.equals("blocking") ? put : put + ", timeout " + timeout.toMillis() + "ms",
          worker == Worker.KILLED ? "killed" : "alive and busy",
          Math.round(load.perSecond()),
          Double.isInfinite(predicted) ? "endless" : "< " + milliseconds(predicted),
          milliseconds(probe.p99()),
          milliseconds(probe.max()),
          probe.unanswered() + " of " + probe.asked(),
          inPut);
      held &= Double.isInfinite(predicted) == Double.isInfinite(probe.p99());
      held &= Double.isInfinite(predicted) || (probe.p99() < predicted && load.isWhole());
      held &= !put.equals("async") || (probe.max() <= MOST_MS && inPut == 0);
    }
  }

  /** Leaves the queue full, and the only worker as it is to be. */
  private void fillUp(TestCluster cluster, RunningServer server, Worker kind)
      throws InterruptedException {
    Child worker =
        cluster.startWorker("--handler", "exec", "--exec", "sleep 600", "--task-timeout", "1h");
    server.awaitReady();
    // The first is taken, the second fills the queue.
    server.get("/transcribe", GIVE_UP);
    cluster.awaitWorker(w -> w.task().isPresent());
    server.get("/transcribe", GIVE_UP);
    if (kind == Worker.KILLED) {
      worker.send(Signal.KILL);
      worker.awaitExit(GIVE_UP);
    }
  }

  private static SteadyLoad load(RunningServer server, Duration time) throws InterruptedException {
    int clients = (int) (RATE * PERIOD.toSeconds());
    Probe probe = Probe.start(server.url(), "/healthz", PROBE_PERIOD, GIVE_UP);
    try (probe;
        Swarm swarm = Swarm.start(server.url(), "GET /transcribe", clients, Pace.STEADY, PERIOD)) {
      Thread.sleep(time.toMillis());
      probe.close();
      swarm.finish(ANSWERS);
      return new SteadyLoad(probe, swarm.counters(), RATE, time);
    }
  }

  private static String milliseconds(double ms) {
    return Double.isInfinite(ms) ? "endless" : String.format(Locale.ROOT, "%.1f", ms);
  }

  private static double predictedP99(String put, Duration timeout, Worker worker) {
    boolean holds = put.equals("timed") && worker == Worker.BUSY;
    boolean tooMany = holds && RATE * timeout.toMillis() >= MILLIS_PER_SECOND;
    if (put.equals("blocking") || tooMany) {
      return Double.POSITIVE_INFINITY;
    }
    return holds ? MOST_P99_MS + 2 * timeout.toMillis() : MOST_P99_MS;
  }
}
