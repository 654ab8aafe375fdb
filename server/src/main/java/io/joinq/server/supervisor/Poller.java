package io.joinq.server.supervisor;

import io.joinq.os.ProcessUsage;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.WorkerStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the queue and all worker processes five times a second. It has its own thread, because it
 * reads files and a slow disk must not delay the supervisor.
 */
final class Poller implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Poller.class);
  private static final long PERIOD_MILLIS = 200;

  /** So that five looks of the period make a second, though one may come a little early. */
  private static final Duration COUNTED = Duration.ofMillis(900);

  private final JoinableQueue queue;
  private final Supplier<List<SupervisedWorker>> supervised;
  private final Consumer<PoolSnapshot> to;
  private final ProcessUsage usage = new ProcessUsage(COUNTED);
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread daemon = new Thread(body, "supervisor-watch");
            daemon.setDaemon(true);
            return daemon;
          });
  private volatile Map<Long, ProcessUsage.Of> latest = Map.of();

  Poller(
      JoinableQueue queue, Supplier<List<SupervisedWorker>> supervised, Consumer<PoolSnapshot> to) {
    this.queue = queue;
    this.supervised = supervised;
    this.to = to;
  }

  void start() {
    Future<?> unused =
        thread.scheduleWithFixedDelay(
            this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  Map<Long, ProcessUsage.Of> usage() {
    return latest;
  }

  private void look() {
    try {
      QueueStatus status = queue.admin().status();
      long now = System.nanoTime();
      latest = usage.look(now, pids(status));
      to.accept(new PoolSnapshot(now, status, latest));
    } catch (Throwable e) {
      // Whatever left here would end the watch for good; a file that ran out of disk is an Error.
      log.error("cannot read the queue", e);
    }
  }

  private Set<Long> pids(QueueStatus status) {
    return Stream.concat(
            status.workers().stream().map(WorkerStatus::pid),
            supervised.get().stream()
                .filter(w -> w.state().hasProcess())
                .map(SupervisedWorker::pid))
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      // The queue may be closed next.
      boolean unused = thread.awaitTermination(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
