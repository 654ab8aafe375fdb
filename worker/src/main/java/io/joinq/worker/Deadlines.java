package io.joinq.worker;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Interrupts handlers at their deadline, or for another reason. Reports a handler that ignores the
 * interrupt: its task can be taken away, and its thread is lost.
 */
final class Deadlines implements AutoCloseable {
  static final Duration TIME_TO_HEED = Duration.ofSeconds(3);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(1, Deadlines::daemon);
  private final Duration taskTimeout;
  private final Consumer<RunningTask> onUninterruptible;

  /**
   * @param onUninterruptible called by the thread of the deadlines; must not block
   */
  Deadlines(Duration taskTimeout, Consumer<RunningTask> onUninterruptible) {
    this.taskTimeout = taskTimeout;
    this.onUninterruptible = onUninterruptible;
    // Or each task would be kept, with its payload, until its time would have been over.
    clock.setRemoveOnCancelPolicy(true);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "deadlines");
    thread.setDaemon(true);
    return thread;
  }

  /** Starts the time of a delivery; cancelled when it has ended in time. */
  Future<?> start(RunningTask delivery) {
    return clock.scheduleWithFixedDelay(
        () -> look(delivery), taskTimeout.toMillis(), period(), TimeUnit.MILLISECONDS);
  }

  /** After the first check: progress of a handler restarts its timeout at that moment. */
  private long period() {
    return Math.max(1, Math.min(LOOK_AGAIN.toMillis(), taskTimeout.toMillis()));
  }

  private void look(RunningTask delivery) {
    if (delivery.sinceProgress().compareTo(taskTimeout) >= 0) {
      interrupt(delivery, RunningTask.Interruption.TIMED_OUT);
    }
  }

  /** Interrupts a handler, unless that was done before, and sees whether it heeds it. */
  void interrupt(RunningTask delivery, RunningTask.Interruption why) {
    if (delivery.interrupt(why)) {
      seeWhetherItHeeds(delivery);
    }
  }

  private void seeWhetherItHeeds(RunningTask delivery) {
    Future<?> unused =
        clock.schedule(
            () -> {
              if (!delivery.hasEnded()) {
                onUninterruptible.accept(delivery);
              }
            },
            TIME_TO_HEED.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Deadlines that are neither over nor cancelled. */
  int pending() {
    return clock.getQueue().size();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
