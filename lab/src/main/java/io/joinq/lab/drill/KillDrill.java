package io.joinq.lab.drill;

import io.joinq.lab.stats.Latencies;
import io.joinq.os.Signal;
import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Kills the only worker repeatedly, at random moments, while the queue is full. */
final class KillDrill {
  private static final int CAPACITY = 8;
  private static final long LONGEST_PAUSE_MILLIS = 200;
  private static final int WARM_UP = 3;
  private static final int STARTING = 3;

  /** The first kills find a server that has not loaded what it needs for them. */
  private static final int MORE_AT_THE_MOST = 4;

  private final int kills;
  private final int spares;
  private Latencies gaps = new Latencies();
  private Load load;

  KillDrill(int kills, int spares) {
    this.kills = kills;
    this.spares = spares;
  }

  Thresholds run(Path folder) throws IOException, InterruptedException {
    Thresholds thresholds = new Thresholds();
    QueueConfig config =
        QueueConfig.of("chronicle:" + folder.resolve("queue"))
            .withCapacity(CAPACITY)
            .withMaxAttempts(QueueConfig.MAX_ATTEMPTS);
    try (DrilledServer server =
        new DrilledServer(
            folder, config, "--spares", Integer.toString(spares), "--max-restarts", "100000")) {
      load = new Load(server.queue());
      for (int i = 0; i < WARM_UP; i++) {
        kill(server);
      }
      settle(server);
      int threads = server.threads();
      int descriptors = server.descriptors();
      gaps = new Latencies();
      for (int i = 0; i < kills; i++) {
        gaps.add(kill(server).toNanos());
      }
      for (int i = 0; i < STARTING; i++) {
        killStarting(server);
      }
      List<TaskId> accepted = load.stop();
      gapBars(thresholds);
      lostBar(thresholds, server.queue(), accepted);
      capacityBar(thresholds, server.queue());
      settle(server);
      leakBars(thresholds, server, threads, descriptors);
    }
    return thresholds;
  }

  private Duration kill(DrilledServer server) throws InterruptedException {
    long victim = killOne(server);
    return DrilledServer.await(
        "another claims",
        () ->
            server
                .workerOtherThan(victim)
                .filter(worker -> worker.task().isPresent() || worker.completed() > 0)
                .isPresent());
  }

  private long killOne(DrilledServer server) throws InterruptedException {
    settle(server);
    long victim = server.workerOtherThan(0).orElseThrow().pid();
    TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_MILLIS));
    Signal.KILL.sendTo(victim);
    return victim;
  }

  /** Kills the one that starts because another was killed, whether as a spare or in its place. */
  private void killStarting(DrilledServer server) throws InterruptedException {
    long victim = killOne(server);
    DrilledServer.await("one starts", () -> !starting(server, victim).isEmpty());
    starting(server, victim).forEach(Signal.KILL::sendTo);
  }

  /** The dead one looks as if it started until its end is noticed. */
  private static List<Long> starting(DrilledServer server, long dead) {
    return server.workersThatAre("starting").stream()
        .map(worker -> worker.path("pid").asLong())
        .filter(pid -> pid != dead)
        .toList();
  }

  /** Waits until the worker has done something, and the spares are there. */
  private void settle(DrilledServer server) throws InterruptedException {
    DrilledServer.await(
        "a worker that has done something",
        () -> server.workerOtherThan(0).filter(worker -> worker.completed() > 1).isPresent());
    DrilledServer.await("the spares", () -> server.workersThatAre("spare").size() == spares);
  }

  private void gapBars(Thresholds thresholds) {
    Duration most = spares > 0 ? Duration.ofMillis(100) : Duration.ofMillis(1_500);
    thresholds.add(
        "kill -9 to the next claim, p99 under " + most.toMillis() + " ms",
        gaps + ", of " + gaps.count() + " kills",
        gaps.p99() < most.toMillis());
  }

  private static void lostBar(Thresholds thresholds, JoinableQueue queue, List<TaskId> accepted)
      throws InterruptedException {
    boolean joined = queue.join(DrilledServer.PATIENCE).equals(JoinResult.JOINED);
    long lost =
        accepted.stream()
            .filter(id -> queue.admin().task(id).filter(t -> t.state() == TaskState.DONE).isEmpty())
            .count();
    thresholds.add(
        "no accepted task lost",
        lost + " lost of " + accepted.size() + (joined ? "" : ", and join did not return"),
        joined && lost == 0);
  }

  private static void capacityBar(Thresholds thresholds, JoinableQueue queue) {
    queue.admin().pause();
    int room = 0;
    while (room <= CAPACITY && queue.offer(new byte[1]).isPresent()) {
      room++;
    }
    queue.admin().resume();
    thresholds.add("capacity is still " + CAPACITY, Integer.toString(room), room == CAPACITY);
  }

  private void leakBars(Thresholds thresholds, DrilledServer server, int threads, int descriptors) {
    int processes = server.processes();
    thresholds.add("no leaked process", processes + " of " + (1 + spares), processes == 1 + spares);
    leakBar(thresholds, "thread", threads, server.threads());
    leakBar(thresholds, "file descriptor", descriptors, server.descriptors());
  }

  /* Pools of threads and of connections grow by what happens to come at once, and not with kills. */
  private static void leakBar(Thresholds thresholds, String of, int before, int after) {
    thresholds.add(
        "no leaked " + of,
        before + " before, " + after + " after",
        after <= before + MORE_AT_THE_MOST);
  }

  /** Puts whenever there is room. */
  private static final class Load {
    private final JoinableQueue queue;
    private final List<TaskId> accepted = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread = new Thread(this::put, "drill-load");
    private volatile boolean over;

    Load(JoinableQueue queue) {
      this.queue = queue;
      thread.setDaemon(true);
      thread.start();
    }

    private void put() {
      try {
        while (!over) {
          queue.offer(new byte[64], Duration.ofMillis(100)).ifPresent(accepted::add);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    List<TaskId> stop() throws InterruptedException {
      over = true;
      thread.join();
      return accepted;
    }
  }
}
