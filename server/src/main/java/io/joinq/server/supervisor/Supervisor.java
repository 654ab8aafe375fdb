package io.joinq.server.supervisor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the workers and starts each anew when it dies. All that it does happens on one thread of
 * its own; a death is told by the operating system, not looked for.
 */
public final class Supervisor {
  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
  private static final long LOOK_MILLIS = 20;
  private static final Duration KILL_TAKES = Duration.ofSeconds(1);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread daemon = new Thread(body, "supervisor");
            daemon.setDaemon(true);
            return daemon;
          });
  private final List<WorkerSlot> slots;

  /**
   * @param workers how many, numbered from 1
   */
  public Supervisor(int workers, WorkerCommand command) {
    slots =
        IntStream.rangeClosed(1, workers)
            .mapToObj(number -> new WorkerSlot(number, command, thread))
            .toList();
  }

  public void start() {
    slots.forEach(slot -> thread.execute(slot::start));
  }

  /** Every worker as the supervisor knows it now, by number. */
  public List<Supervised> workers() {
    return slots.stream().map(WorkerSlot::known).toList();
  }

  /**
   * Asks all workers to end, kills those that are still there after the grace time, and waits for
   * the end of all. Blocks for little longer than the grace time. Without effect if stopped before.
   */
  public void stop(Duration grace) throws InterruptedException {
    onThread(WorkerSlot::stop);
    if (!awaitEnd(grace)) {
      onThread(WorkerSlot::kill);
      awaitEnd(KILL_TAKES);
    }
    thread.shutdownNow();
  }

  private void onThread(Consumer<WorkerSlot> action) throws InterruptedException {
    if (thread.isShutdown()) {
      return;
    }
    try {
      thread.submit(() -> slots.forEach(action)).get(KILL_TAKES.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.error("the supervisor could not reach its workers", e);
    }
  }

  private boolean awaitEnd(Duration timeout) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    while (slots.stream().anyMatch(WorkerSlot::isAlive)) {
      if (System.nanoTime() - deadlineNanos > 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return true;
  }
}
