package io.joinq.lab.load;

import io.joinq.lab.cluster.Child;
import io.joinq.lab.cluster.Client;
import io.joinq.lab.cluster.Exchange;
import io.joinq.lab.cluster.RunningServer;
import io.joinq.lab.cluster.TestCluster;
import io.joinq.os.Signal;
import io.joinq.queue.QueueStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One stress run of a server with the async strategy, and its results. */
final class Stress {
  private static final int WARM_UPS = 6;
  private static final Duration ANSWERS = Duration.ofSeconds(15);
  private static final Duration PROBE_PERIOD = Duration.ofMillis(10);
  private static final Duration GIVE_UP = Duration.ofSeconds(5);
  private static final Duration JOIN = Duration.ofSeconds(30);
  private static final int HEAP_MB = 256;
  // Its heap, and as much again for code, stacks and buffers.
  private static final long MOST_MEMORY_MB = 2L * HEAP_MB;

  private static final String KILLED = "worker killed";

  private final TestCluster cluster;
  private final PrintStream out;
  private final int clients;
  private final Duration pause;
  private final List<String> faults = new ArrayList<>();
  private final List<String> accepted = new ArrayList<>();
  private double worstP99;
  private long mostThreads;
  private long mostMemoryMb;

  Stress(TestCluster cluster, PrintStream out, int clients, Duration pause) {
    this.cluster = cluster;
    this.out = out;
    this.clients = clients;
    this.pause = pause;
  }

  void run(Duration duration) throws InterruptedException {
    Duration phase = duration.dividedBy(3);
    RunningServer server =
        cluster.startServer(
            java -> java.withFlag("-Xmx" + HEAP_MB + "m"),
            List.of("--put", "async", "--no-supervise", "--put-timeout", "500ms"));
    Child first = cluster.startWorker();
    server.awaitReady();
    // A JVM's first requests are slow because it is young: said, and not judged.
    phase(server, "warm-up", duration.dividedBy(WARM_UPS), () -> {});
    worstP99 = 0;
    // Killed under the load, so that it leaves the queue full.
    phase(server, KILLED, duration, () -> first.send(Signal.KILL));
    requireFull();
    Child second = cluster.startWorker();
    server.awaitConsumer();
    phase(server, "worker lives", phase, () -> {});
    phase(server, "worker stopped", phase, () -> second.send(Signal.STOP));
    second.send(Signal.CONT);
    requireAllDone(server);
    out.printf(
        "server: at most %d threads, %d MB of memory (heap %d MB)%n",
        mostThreads, mostMemoryMb, HEAP_MB);
  }

  private void phase(RunningServer server, String name, Duration time, Runnable begin)
      throws InterruptedException {
    Probe probe = Probe.start(server.url(), "/healthz", PROBE_PERIOD, GIVE_UP);
    try (probe;
        Swarm swarm =
            Swarm.start(server.url(), "GET /transcribe", clients, Swarm.Pace.AFTER_ANSWER, pause)) {
      begin.run();
      Thread.sleep(time.toMillis());
      cost(server);
      swarm.finish(ANSWERS);
      judge(name, swarm.counters());
    }
    worstP99 = Math.max(worstP99, probe.p99());
    out.printf("%-15s /healthz: %s%n", name, probe);
  }

  private void cost(RunningServer server) {
    ServerProcess process = new ServerProcess(server.pid());
    mostThreads = Math.max(mostThreads, process.threads());
    mostMemoryMb = Math.max(mostMemoryMb, process.memoryMb());
  }

  private void judge(String name, Counters counters) {
    accepted.addAll(counters.accepted());
    out.printf(
        Locale.ROOT,
        "%-15s %d requests of %d clients, p99 %.1f ms: %s%n",
        name,
        counters.answered(),
        clients,
        counters.p99(),
        counters);
    faults.addAll(StressFaults.of(name, counters));
    if (name.equals(KILLED)) {
      faults.addAll(StressFaults.withoutConsumer(name, counters));
    }
  }

  private void requireFull() {
    QueueStatus status = cluster.look();
    faults.addAll(StressFaults.unlessFull(status.depth(), status.capacity()));
  }

  private void requireAllDone(RunningServer server) throws InterruptedException {
    Exchange join =
        server.admin().get("/queue/join?timeout=" + JOIN.toSeconds() + "s", JOIN.plus(GIVE_UP));
    int done = 0;
    for (String task : accepted) {
      Exchange state = server.http().get("/tasks/" + task, GIVE_UP);
      done += Client.json(state).path("state").asText().equals("done") ? 1 : 0;
    }
    QueueStatus status = cluster.look();
    out.printf("accepted %d, done %d, join %d%n", accepted.size(), done, join.status());
    faults.addAll(StressFaults.unlessAllDone(accepted.size(), done));
    if (join.status() != 200 || status.unfinished() != 0) {
      faults.add("join answered %d, %d unfinished".formatted(join.status(), status.unfinished()));
    }
  }

  /**
   * @param maxP99 of /healthz
   */
  List<String> faults(Duration maxP99) {
    List<String> all = new ArrayList<>(faults);
    if (mostMemoryMb > MOST_MEMORY_MB) {
      all.add("the server took " + mostMemoryMb + " MB, and " + MOST_MEMORY_MB + " are its bound");
    }
    if (worstP99 > maxP99.toMillis()) {
      all.add(
          String.format(
              Locale.ROOT,
              "/healthz p99 was %.1f ms, and %d are allowed",
              worstP99,
              maxP99.toMillis()));
    }
    return all;
  }
}
