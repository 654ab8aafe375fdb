package io.joinq.lab.demo;

import io.joinq.lab.cluster.ClusterException;
import io.joinq.lab.cluster.Exchange;
import io.joinq.lab.cluster.HeldRequests;
import io.joinq.lab.cluster.Jdk;
import io.joinq.lab.cluster.RunningServer;
import io.joinq.lab.cluster.TestCluster;
import io.joinq.lab.cluster.Timeline;
import io.joinq.lab.cluster.Timeline.Who;
import io.joinq.lab.load.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Combines each put strategy with each handler mode: requests arrive one by one, with a full queue
 * and a busy worker, until /healthz stops answering.
 */
final class HandlersDemo {
  private static final List<String> MODES = List.of("loop", "pool", "virtual");
  private static final int FIRST_WITH_VIRTUAL = 21;
  // More than the threads of the pool.
  private static final int MOST_REQUESTS = 300;
  private static final Duration FROZEN = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Timeline timeline;
  private final List<Cell> cells = new ArrayList<>();

  /**
   * What was seen of one server.
   *
   * @param frozenAfter requests; empty if /healthz was answered throughout
   * @param recovers whether /healthz is answered again, with nobody having drained the queue
   */
  record Cell(
      DemoMode put,
      String handlers,
      Optional<Integer> frozenAfter,
      boolean recovers,
      Duration slowestHealthz,
      long threads,
      long memoryMb) {

    /** The blocking strategy freezes whatever runs the handlers, the async one nothing. */
    boolean isAsClaimed() {
      return switch (put) {
        case BLOCKING -> frozenAfter.isPresent() && !recovers;
        case TIMED -> frozenAfter.isEmpty() || recovers;
        case ASYNC -> frozenAfter.isEmpty();
      };
    }

    List<String> row() {
      String freezes =
          frozenAfter
              .map(n -> "after " + n + " requests, " + (recovers ? "for a while" : "for good"))
              .orElse("no, with " + MOST_REQUESTS + " requests");
      String slowest =
          frozenAfter.isPresent() ? "> " + FROZEN.toMillis() : "" + slowestHealthz.toMillis();
      return List.of(
          "--put " + put.option(),
          "--handlers " + handlers,
          freezes,
          slowest + " ms",
          "" + threads,
          memoryMb + " MB",
          isAsClaimed() ? "yes" : "NO");
    }
  }

  private HandlersDemo(Timeline timeline) {
    this.timeline = timeline;
  }

  static List<Cell> run(Timeline timeline) throws InterruptedException {
    HandlersDemo demo = new HandlersDemo(timeline);
    for (String handlers : MODES) {
      for (DemoMode put : DemoMode.values()) {
        demo.play(put, handlers);
      }
    }
    return demo.cells;
  }

  private void play(DemoMode put, String handlers) throws InterruptedException {
    Optional<Jdk> jdk = Jdk.atLeast(handlers.equals("virtual") ? FIRST_WITH_VIRTUAL : 1);
    if (jdk.isEmpty()) {
      timeline.say(
          Who.DEMO,
          "--handlers virtual is skipped: no JDK %d or later in JAVA_HOME or /usr/lib/jvm"
              .formatted(FIRST_WITH_VIRTUAL));
      return;
    }
    try (TestCluster cluster = new TestCluster(timeline)) {
      RunningServer server =
          cluster.startServer(
              java -> java.withJava(jdk.get().home(), jdk.get().release()),
              List.of("--put", put.option(), "--handlers", handlers, "--no-supervise"));
      cluster.startWorker("--handler", "exec", "--exec", "sleep 600");
      server.awaitReady();
      // One for the worker, who is busy with it for long; one that fills the queue.
      server.get("/transcribe", PATIENCE);
      if (cluster.awaitWorker(worker -> worker.task().isPresent()).isEmpty()) {
        throw new ClusterException("the worker does not take the task");
      }
      server.get("/transcribe", PATIENCE);
      cells.add(ask(server, put, handlers));
    }
  }

  /**
   * How many to send before the next look. Timed puts give up while one looks, so they come in
   * crowds that double.
   */
  private static int step(DemoMode put, int sent) {
    int most = MOST_REQUESTS - sent;
    return put == DemoMode.TIMED ? Math.min(most, Math.max(1, sent)) : 1;
  }

  private Cell ask(RunningServer server, DemoMode put, String handlers)
      throws InterruptedException {
    Duration slowest = Duration.ZERO;
    Optional<Integer> frozenAfter = Optional.empty();
    try (HeldRequests requests = new HeldRequests(server.url())) {
      while (frozenAfter.isEmpty() && requests.count() < MOST_REQUESTS) {
        requests.send("/transcribe", step(put, requests.count()));
        Exchange healthz = server.http().get("/healthz", FROZEN);
        slowest = slowest.compareTo(healthz.took()) > 0 ? slowest : healthz.took();
        frozenAfter = healthz.isAnswered() ? Optional.empty() : Optional.of(requests.count());
      }
      ServerProcess process = new ServerProcess(server.pid());
      boolean recovers =
          frozenAfter.isPresent() && server.http().get("/healthz", PATIENCE).isAnswered();
      Cell cell =
          new Cell(
              put, handlers, frozenAfter, recovers, slowest, process.threads(), process.memoryMb());
      timeline.say(Who.CLIENT, String.join(", ", cell.row()));
      return cell;
    }
  }
}
