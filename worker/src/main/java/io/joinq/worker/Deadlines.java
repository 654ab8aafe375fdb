package io.joinq.worker;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Interrupts handlers whose time is over. One that does not heed that within a short while is
 * reported, so that its task can be taken from it.
 */
final class Deadlines implements AutoCloseable {
  static final Duration TIME_TO_HEED = Duration.ofSeconds(3);

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "deadlines");
            thread.setDaemon(true);
            return thread;
          });
  private final Duration taskTimeout;
  private final Consumer<Delivery> onHeedless;

  /**
   * @param onHeedless called by the thread of the deadlines; must not block
   */
  Deadlines(Duration taskTimeout, Consumer<Delivery> onHeedless) {
    this.taskTimeout = taskTimeout;
    this.onHeedless = onHeedless;
  }

  /** Starts the time of a delivery; cancelled when it has ended in time. */
  Future<?> start(Delivery delivery) {
    return clock.schedule(() -> expire(delivery), taskTimeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void expire(Delivery delivery) {
    delivery.interrupt(Delivery.Interruption.TIMED_OUT);
    Future<?> unused =
        clock.schedule(
            () -> {
              if (!delivery.hasEnded()) {
                onHeedless.accept(delivery);
              }
            },
            TIME_TO_HEED.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
