package io.joinq.server.supervisor;

import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.ProcessDeath;
import io.joinq.queue.TaskId;
import io.joinq.queue.Unfinished;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the queue of deaths, and asks it what the dead had held. */
final class QueueDeaths implements Deaths {
  private static final Logger log = LoggerFactory.getLogger(QueueDeaths.class);
  private static final long LAST_REPORTS_MILLIS = 500;

  private final JoinableQueue queue;

  /** Reporting writes files, for which the supervisor must not wait. */
  private final ExecutorService reports =
      Executors.newSingleThreadExecutor(
          body -> {
            Thread daemon = new Thread(body, "death-reports");
            daemon.setDaemon(true);
            return daemon;
          });

  QueueDeaths(JoinableQueue queue) {
    this.queue = queue;
  }

  @Override
  public Optional<TaskId> ended(long pid, String how) {
    try {
      Optional<TaskId> task = held(pid);
      reports.execute(() -> report(pid, how));
      return task.isPresent() ? task : heldAtDeath(pid);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.error("the queue cannot be told of the end of pid {}", pid, e);
    }
    return Optional.empty();
  }

  private void report(long pid, String how) {
    try {
      queue.reportDeath(pid, how);
    } catch (RuntimeException | Error e) {
      // The queue may be closed by now, as the last workers end when the server does.
      log.debug("the queue cannot be told how pid {} ended", pid, e);
    }
  }

  /** Reports what is left and stops; waits half a second for it at the most. */
  void close() throws InterruptedException {
    reports.shutdown();
    if (!reports.awaitTermination(LAST_REPORTS_MILLIS, TimeUnit.MILLISECONDS)) {
      log.warn("the queue was not told of the end of all workers; their leases end all the same");
    }
  }

  /** What its lease says, as long as nobody has ended that. */
  private Optional<TaskId> held(long pid) throws InterruptedException {
    JoinResult unfinished = queue.join(Duration.ZERO);
    return unfinished.tasks().stream()
        .filter(task -> task.ownerPid().orElse(0) == pid)
        .map(Unfinished::id)
        .findFirst();
  }

  /** What was written down when its lease was ended; pids come again, so the newest counts. */
  private Optional<TaskId> heldAtDeath(long pid) {
    return queue.status().deaths().stream()
        .filter(death -> death.pid() == pid)
        .findFirst()
        .flatMap(ProcessDeath::task);
  }
}
