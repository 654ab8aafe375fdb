package io.joinq.lab.load;

import io.joinq.lab.cluster.ClusterException;
import io.joinq.lab.cluster.HeldRequests;
import io.joinq.lab.cluster.Jdk;
import io.joinq.lab.cluster.RunningServer;
import io.joinq.lab.cluster.TestCluster;
import io.joinq.lab.cluster.Timeline;
import io.joinq.options.DurationConverter;
import io.joinq.options.ExitCode;
import io.joinq.options.UsageException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures whether the admin listener answers while the public one does not. */
@Command(
    name = "admin",
    sortOptions = false,
    description = {
      "Wedges the public listener by blocking puts, with the handlers on the event loop, in the pool"
          + " and on virtual threads, and measures how soon the admin listener answers meanwhile:"
          + " 100 requests/s for each of /livez, /queue and /workers, all at the same time."
    },
    footer =
        "Fails unless the p99 of each is below 100 ms, and the public listener answers nobody from"
            + " first to last.")
public final class AdminCommand implements Callable<Integer> {
  private static final List<String> PATHS = List.of("/livez", "/queue", "/workers");
  private static final List<String> HANDLERS = List.of("loop", "pool", "virtual");
  private static final int FIRST_WITH_VIRTUAL = 21;
  // More than the threads of the pool, and more than the carriers of virtual threads.
  private static final int BLOCKED = 300;
  private static final Duration PERIOD = Duration.ofMillis(10);
  private static final Duration GIVE_UP = Duration.ofSeconds(5);
  private static final Duration FROZEN = Duration.ofSeconds(1);
  private static final double MOST_P99_MS = 100;

  @Option(
      names = "--duration",
      paramLabel = "D",
      defaultValue = "5s",
      converter = DurationConverter.class,
      description = "Of each measurement (default: ${DEFAULT-VALUE}).")
  private Duration duration = Duration.ofSeconds(5);

  @Option(
      names = "--warm-up",
      paramLabel = "D",
      defaultValue = "3s",
      converter = DurationConverter.class,
      description = "Before each measurement (default: ${DEFAULT-VALUE}).")
  private Duration warmUp = Duration.ofSeconds(3);

  @Option(
      names = "--only",
      paramLabel = "HANDLERS",
      split = ",",
      description = "Some of loop, pool and virtual (default: all).")
  private List<String> only = HANDLERS;

  private final PrintStream out = System.out;
  private boolean held = true;

  @Override
  public Integer call() throws InterruptedException {
    if (duration.isZero() || duration.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new UsageException("--duration must be from 1ms to 1m");
    }
    if (warmUp.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new UsageException("--warm-up must be at most 1m");
    }
    if (!HANDLERS.containsAll(only)) {
      throw new UsageException("--only takes loop, pool and virtual, not " + only);
    }
    out.printf("The admin listener while %d puts block the public one%n%n", BLOCKED);
    for (String handlers : only) {
      measure(handlers);
    }
    out.println(held ? "passed" : "FAILED");
    return held ? ExitCode.DONE : ExitCode.CLAIM_NOT_OBSERVED;
  }

  private void measure(String handlers) throws InterruptedException {
    Optional<Jdk> jdk = Jdk.atLeast(handlers.equals("virtual") ? FIRST_WITH_VIRTUAL : 1);
    if (jdk.isEmpty()) {
      out.printf(
          "--handlers virtual is skipped: no JDK %d or later in JAVA_HOME or /usr/lib/jvm%n",
          FIRST_WITH_VIRTUAL);
      return;
    }
    try (TestCluster cluster = new TestCluster(Timeline.silent())) {
      RunningServer server =
          cluster.startServer(
              java -> java.withJava(jdk.get().home(), jdk.get().release()),
              List.of("--put", "blocking", "--handlers", handlers, "--no-supervise"));
      cluster.startWorker("--handler", "exec", "--exec", "sleep 600", "--task-timeout", "1h");
      server.awaitReady();
      try (HeldRequests requests = new HeldRequests(server.url())) {
        // One for the worker, one that fills the queue, and all others block.
        requests.send("/transcribe", BLOCKED);
        requireWedged(server, handlers);
        List<Probe> unused = ask(server, warmUp);
        List<Probe> probes = ask(server, duration);
        requireWedged(server, handlers);
        report(handlers, probes);
      }
    }
  }

  private static void requireWedged(RunningServer server, String handlers)
      throws InterruptedException {
    if (server.http().get("/healthz", FROZEN).isAnswered()) {
      throw new ClusterException(
          "the public listener with --handlers %s still answers, with %d puts that block"
              .formatted(handlers, BLOCKED));
    }
  }

  private static List<Probe> ask(RunningServer server, Duration time) throws InterruptedException {
    List<Probe> probes =
        PATHS.stream().map(path -> Probe.start(server.adminUrl(), path, PERIOD, GIVE_UP)).toList();
    Thread.sleep(time.toMillis());
    probes.forEach(Probe::close);
    return probes;
  }

  private void report(String handlers, List<Probe> probes) {
    for (int i = 0; i < probes.size(); i++) {
      Probe probe = probes.get(i);
      boolean met = probe.p99() < MOST_P99_MS;
      held &= met;
      out.printf(
          Locale.ROOT,
          "--handlers %-8s %-9s %s; p99 below %.0f ms: %s%n",
          handlers,
          PATHS.get(i),
          probe,
          MOST_P99_MS,
          met ? "yes" : "NO");
    }
  }
}
