package io.joinq.server.supervisor;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.ProcessDeath;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import io.joinq.queue.Unfinished;
import java.time.Duration;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports deaths to the queue and asks it what the dead process held. */
final class QueueDeathListener implements DeathListener {
  private static final Logger log = LoggerFactory.getLogger(QueueDeathListener.class);
  private static final long LAST_REPORTS_MILLIS = 500;

  /** A process that ends a lease records the cause a moment later, unless it dies before. */
  private static final int LOOKS = 20;

  private static final long BETWEEN_LOOKS_NANOS = 500_000;

  private final JoinableQueue queue;

  /** Reporting writes files, for which the supervisor must not wait. */
  private final ExecutorService reports =
      Executors.newSingleThreadExecutor(
          body -> {
            Thread daemon = new Thread(body, "death-reports");
            daemon.setDaemon(true);
            return daemon;
          });

  QueueDeathListener(JoinableQueue queue) {
    this.queue = queue;
  }

  @Override
  public List<TaskId> ended(long pid, String how) {
    try {
      List<TaskId> held = held(pid);
      reports.execute(() -> report(pid, how));
      return held;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("cannot report the end of pid {} to the queue", pid, e);
    }
    return List.of();
  }

  private void report(long pid, String how) {
    try {
      queue.admin().reportDeath(pid, how);
    } catch (RuntimeException | Error e) {
      // The queue may be closed by now, as the last workers end when the server does.
      log.debug("cannot report to the queue how pid {} ended", pid, e);
    }
  }

  /** Reports the remaining deaths and stops. Blocks for at most 0.5 s. */
  void close() throws InterruptedException {
    reports.shutdown();
    if (!reports.awaitTermination(LAST_REPORTS_MILLIS, TimeUnit.MILLISECONDS)) {
      log.warn("not all ends of workers were reported to the queue; their leases end anyway");
    }
  }

  /*
   * Until a lease ends, it names the holder of the task; after that, the cause does. So they
   * are read in this order. A task that another worker has finished since is not found, nor is
   * a dead letter; of these, the queue itself has kept the oldest.
   */
  private List<TaskId> held(long pid) throws InterruptedException {
    List<Unfinished> unfinished = queue.join(Duration.ZERO).tasks();
    NavigableSet<TaskId> held = new TreeSet<>();
    unfinished.stream().filter(task -> isOwner(pid, task)).map(Unfinished::id).forEach(held::add);
    Optional<ProcessDeath> death = newestDeath(pid);
    if (death.isPresent()) {
      death.get().task().ifPresent(held::add);
      unfinished.stream()
          .map(Unfinished::id)
          .filter(task -> !held.contains(task) && causes(task).anyMatch(death.get()::ended))
          .forEach(held::add);
    }
    return List.copyOf(held);
  }

  private static boolean isOwner(long pid, Unfinished task) {
    return task.ownerPid().orElse(0) == pid;
  }

  /** Pids come again, so the newest counts. */
  private Optional<ProcessDeath> newestDeath(long pid) {
    return queue.admin().status().deaths().stream().filter(death -> death.pid() == pid).findFirst();
  }

  private Stream<Redelivery> causes(TaskId id) {
    Optional<TaskStatus> task = queue.admin().task(id);
    for (int look = 1;
        look < LOOKS && task.filter(QueueDeathListener::isBeingReturned).isPresent();
        look++) {
      LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
      task = queue.admin().task(id);
    }
    return task.stream().flatMap(status -> status.causes().stream());
  }

  /** Whether it waits for its next attempt, and it is not written yet what ended the last. */
  private static boolean isBeingReturned(TaskStatus task) {
    int known = task.causes().stream().mapToInt(Redelivery::attempt).max().orElse(0);
    return task.state() == TaskState.QUEUED && known < task.attempts();
  }
}
