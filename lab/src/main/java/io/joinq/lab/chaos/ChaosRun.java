package io.joinq.lab.chaos;

import io.joinq.lab.chaos.eventlog.EventLog;
import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueException;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.TaskStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A run, from the creation of the queue to the evidence: fault injection, recovery, final check.
 */
final class ChaosRun {
  private static final long TICK_MILLIS = 10;
  private static final Duration RETIRE_PATIENCE = Duration.ofSeconds(60);
  private static final Duration JOIN_PATIENCE = Duration.ofSeconds(60);
  private static final Duration RECLAIM_PATIENCE = Duration.ofSeconds(30);

  private final ChaosPlan plan;
  private final ChildProcesses children;
  private final EventLog log;
  private final DepthObserver observer;

  ChaosRun(ChaosPlan plan) throws IOException, InterruptedException {
    this.plan = plan;
    Files.createDirectories(plan.logs());
    this.log = new EventLog(plan.logs().resolve("driver" + EventLog.SUFFIX));
    this.children =
        new ChildProcesses(plan, FastStart.prepare(plan.folder().resolve("practice")), log);
    this.observer = new DepthObserver(plan);
  }

  /** Goes through all of it; afterwards no child is left. */
  FinalState run() throws IOException, InterruptedException {
    Thread hook = new Thread(children::killAll, "chaos-kill-all");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      createQueue();
      observer.start();
      children.startAll();
      injectFault();
      return calm();
    } finally {
      children.killAll();
      observer.stop();
      log.close();
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  ChildProcesses children() {
    return children;
  }

  Observation observation() {
    return observer.observation();
  }

  /** Nobody has it open after this but children, any of which may be killed or stopped. */
  void createQueue() {
    System.setProperty("joinq.resultsKept", Integer.toString(ChaosPlan.RESULTS_KEPT));
    System.setProperty("joinq.slots", Integer.toString(ChaosPlan.SLOTS));
    System.setProperty("joinq.processes", Integer.toString(ChaosPlan.PROCESSES));
    System.setProperty("joinq.segmentTasks", Integer.toString(ChaosPlan.SEGMENT_TASKS));
    open().close();
  }

  private JoinableQueue open() {
    return JoinableQueue.open(
        QueueConfig.of(plan.queue())
            .withCapacity(plan.capacity())
            .withMaxAttempts(ChaosPlan.MAX_ATTEMPTS)
            .withLeaseTimeout(ChaosPlan.LEASE_TIMEOUT));
  }

  /** Opens it while children may stop themselves as they open it, and must be let go on. */
  JoinableQueue openAmongOthers() throws InterruptedException {
    CompletableFuture<JoinableQueue> opening = CompletableFuture.supplyAsync(this::open);
    while (!opening.isDone()) {
      children.reconcile(false);
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
    }
    try {
      return opening.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof QueueException cause ? cause : e;
    }
  }

  private void injectFault() throws InterruptedException {
    try (EventLog posts = new EventLog(plan.logs().resolve("poster" + EventLog.SUFFIX))) {
      Poster poster = new Poster(posts, children::serverOutput, plan.seed());
      if (plan.server()) {
        poster.start();
      }
      long end = System.nanoTime() + plan.duration().toNanos();
      while (System.nanoTime() - end < 0) {
        children.reconcile(true);
        children.injectFault();
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
      }
      if (plan.server()) {
        poster.stop();
      }
    }
  }

  /** The workers go on, and whoever was told to kill or stop itself may still do so. */
  private FinalState calm() throws InterruptedException {
    children.resumeStopped();
    children.retire(Role.SERVER, RETIRE_PATIENCE);
    children.retire(Role.PRODUCER, RETIRE_PATIENCE);
    try (JoinableQueue queue = openAmongOthers()) {
      long start = System.nanoTime();
      JoinResult join = join(queue, start + JOIN_PATIENCE.toNanos());
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      children.retire(Role.WORKER, RETIRE_PATIENCE);
      await(() -> segments() == 1 && leftovers().isEmpty());
      QueueStatus status = queue.admin().status();
      List<TaskStatus> dead = queue.admin().deadLetters().list();
      return new FinalState(
          join,
          took,
          status.enqueued(),
          status.unfinished(),
          status.redelivered(),
          dead,
          segments(),
          leftovers());
    }
  }

  private JoinResult join(JoinableQueue queue, long deadline) throws InterruptedException {
    while (true) {
      JoinResult result = queue.join(Duration.ofMillis(TICK_MILLIS));
      if (result.joined() || System.nanoTime() - deadline >= 0) {
        return result;
      }
      children.reconcile(false);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + RECLAIM_PATIENCE.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
    }
  }

  private long segments() {
    return DepthObserver.files(plan.queueFolder()).stream()
        .filter(DepthObserver::isSegment)
        .count();
  }

  private List<String> leftovers() {
    return DepthObserver.files(plan.queueFolder().resolve("spill")).stream()
        .map(Path::toString)
        .toList();
  }
}
