package io.joinq.server.supervisor;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A scheduler with a real clock and thread. Logs whatever an action throws and continues; drops
 * actions after it is shut down.
 */
final class ThreadScheduler implements Scheduler, Executor {
  private static final Logger log = LoggerFactory.getLogger(ThreadScheduler.class);

  private final ScheduledExecutorService thread;

  ThreadScheduler(ScheduledExecutorService thread) {
    this.thread = thread;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void after(Duration delay, Runnable action) {
    try {
      Future<?> unused = thread.schedule(() -> run(action), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("the supervisor has stopped");
    }
  }

  @Override
  public void execute(Runnable action) {
    after(Duration.ZERO, action);
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (Throwable e) {
      // Errors too: nobody reads the future that would hold them.
      log.error("a task of the supervisor failed", e);
    }
  }
}
