package io.joinq.cli.load;

import io.joinq.cli.stage.Child;
import io.joinq.cli.stage.RunningServer;
import io.joinq.cli.stage.Stage;
import io.joinq.cli.stage.Timeline;
import io.joinq.options.DurationConverter;
import io.joinq.options.ExitCode;
import io.joinq.options.UsageException;
import io.joinq.process.Signal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a full queue does to /healthz with each put strategy. */
@Command(
    name = "stalls",
    sortOptions = false,
    description = {
      "Asks for /transcribe at a steady rate while the queue is full, and measures /healthz with"
          + " each put strategy: once with the only worker killed, once with a worker that is alive"
          + " and busy for longer than the measurement, so that every put really waits."
    },
    footer =
        "Fails unless, with async, the p99 of /healthz is below 20 ms, none is slower than 200 ms and"
            + " no thread is left inside a put; and unless blocking is never answered.")
public final class StallsCommand implements Callable<Integer> {
  private static final Duration PROBE_PERIOD = Duration.ofMillis(10);
  private static final Duration GIVE_UP = Duration.ofSeconds(2);
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration ANSWERS = Duration.ofSeconds(3);
  private static final int RATE = 200;
  private static final double MOST_P99_MS = 20;
  private static final double MOST_MS = 200;
  private static final String ROW = "%-26s %-24s %10s %10s %12s %s%n";

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
        "p99 ms",
        "max ms",
        "no answer",
        "threads in a put after");
    for (Worker worker : Worker.values()) {
      measure("async", "500ms", worker);
      measure("timed", "2ms", worker);
      measure("timed", "500ms", worker);
      measure("blocking", "500ms", worker);
    }
    out.println(
        "\nPrediction for timed and a busy worker: each put holds the loop for its timeout T. While"
            + "\n200/s x T is below 1, a probe waits for the few puts before it, a small multiple of T;"
            + "\nfrom 1 on the line before it grows as long as the load lasts.");
    out.println(held ? "passed" : "FAILED");
    return held ? ExitCode.DONE : ExitCode.CLAIM_NOT_OBSERVED;
  }

  private void measure(String put, String timeout, Worker worker) throws InterruptedException {
    if (!only.contains(put)) {
      return;
    }
    try (Stage stage = new Stage(Timeline.silent())) {
      RunningServer server =
          stage.startServer(
              List.of("--put", put, "--put-timeout", timeout, "--no-supervise", "--capacity", "1"));
      fillUp(stage, server, worker);
      // Enough clients that those whose put waits leave the rate as it is.
      double wait = worker == Worker.BUSY && put.equals("async") ? 0.5 : 0;
      Duration pause = Duration.ofSeconds(1);
      int clients = (int) Math.ceil(RATE * (pause.toSeconds() + wait));
      if (!put.equals("blocking")) {
        load(server, clients, pause, WARM_UP.toMillis());
      }
      Probe probe = load(server, clients, pause, duration.toMillis());
      long inPut = new ServerProcess(server.pid()).threadsInPut();
      out.printf(
          ROW,
          put.equals("blocking") ? put : put + ", timeout " + timeout,
          worker == Worker.KILLED ? "killed" : "alive and busy",
          milliseconds(probe.p99()),
          milliseconds(probe.max()),
          probe.unanswered() + " of " + probe.asked(),
          inPut);
      judge(put, probe, inPut);
    }
  }

  /** Leaves the queue full, and the only worker as it is to be. */
  private void fillUp(Stage stage, RunningServer server, Worker kind) throws InterruptedException {
    Child worker =
        stage.startWorker("--handler", "exec", "--exec", "sleep 600", "--task-timeout", "1h");
    server.awaitReady();
    // The first is taken, the second fills the queue.
    server.get("/transcribe", GIVE_UP);
    stage.awaitWorker(w -> w.task().isPresent());
    server.get("/transcribe", GIVE_UP);
    if (kind == Worker.KILLED) {
      worker.send(Signal.KILL);
      worker.awaitExit(GIVE_UP);
    }
  }

  private static Probe load(RunningServer server, int clients, Duration pause, long millis)
      throws InterruptedException {
    Probe probe = Probe.start(server.url(), "/healthz", PROBE_PERIOD, GIVE_UP);
    try (probe;
        Swarm swarm = Swarm.start(server.url(), "GET /transcribe", clients, pause)) {
      Thread.sleep(millis);
      probe.close();
      swarm.finish(ANSWERS);
    }
    return probe;
  }

  private static String milliseconds(double ms) {
    return Double.isInfinite(ms) ? "endless" : String.format(Locale.ROOT, "%.1f", ms);
  }

  private void judge(String put, Probe probe, long inPut) {
    if (put.equals("async")) {
      held &= probe.p99() < MOST_P99_MS && probe.max() <= MOST_MS && inPut == 0;
    }
    if (put.equals("blocking")) {
      held &= Double.isInfinite(probe.max());
    }
  }
}
