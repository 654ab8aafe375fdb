package io.joinq.worker;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.LeaseLostException;
import io.joinq.queue.PayloadTooLargeException;
import io.joinq.worker.handler.PermanentFailureException;
import io.joinq.worker.handler.TaskHandler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs deliveries one after the other: calls the handler while the lease is renewed and the
 * deadline watched, then reports the outcome to the queue. Whatever a handler does, its lease is
 * ended once or left to expire.
 */
final class TaskRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);

  private final JoinableQueue queue;
  private final TaskHandler handler;
  private final Duration taskTimeout;
  private final boolean tells;
  private final LeaseRenewer renewer;
  private final Deadlines deadlines;
  private final Consumer<RunningTask> onThreadLost;
  private final Set<RunningTask> running = ConcurrentHashMap.newKeySet();

  /**
   * @param onThreadLost called when a handler ignores interruption after its task was taken away
   */
  TaskRunner(
      JoinableQueue queue,
      TaskHandler handler,
      WorkerSettings settings,
      Consumer<RunningTask> onThreadLost) {
    this.queue = queue;
    this.handler = handler;
    this.taskTimeout = settings.taskTimeout();
    this.tells = settings.tells();
    this.onThreadLost = onThreadLost;
    this.deadlines = new Deadlines(settings.taskTimeout(), this::giveUp);
    this.renewer =
        new LeaseRenewer(
            settings.leaseTimeout(),
            delivery -> deadlines.interrupt(delivery, RunningTask.Interruption.LEASE_LOST));
  }

  /** Handles a delivery in the thread of the caller. */
  Outcome run(Lease lease) {
    RunningTask delivery = new RunningTask(lease);
    running.add(delivery);
    renewer.add(delivery);
    Future<?> deadline = deadlines.start(delivery);
    try {
      DeliveryEnd ending = apply(handle(delivery), delivery);
      report(delivery, ending);
      return ending.outcome();
    } finally {
      deadline.cancel(false);
      renewer.remove(delivery);
      running.remove(delivery);
    }
  }

  private DeliveryEnd handle(RunningTask delivery) {
    try {
      byte[] result = handler.handle(delivery.task());
      boolean lost = delivery.end().filter(RunningTask.Interruption.LEASE_LOST::equals).isPresent();
      return lost ? DeliveryEnd.lost("its result is discarded") : DeliveryEnd.done(result);
    } catch (PermanentFailureException e) {
      delivery.end();
      return DeliveryEnd.failed(e.getMessage());
    } catch (Throwable e) {
      return delivery.end().map(this::interrupted).orElseGet(() -> DeliveryEnd.retry(e));
    }
  }

  private DeliveryEnd interrupted(RunningTask.Interruption why) {
    return switch (why) {
      case LEASE_LOST -> DeliveryEnd.lost("its handler was interrupted");
      case TIMED_OUT -> DeliveryEnd.retry(timedOut());
      case WORKER_STOPS -> DeliveryEnd.released("the worker stops");
    };
  }

  private String timedOut() {
    return "timed out after " + taskTimeout.toMillis() + " ms";
  }

  /** Tells the queue, and returns what really became of the delivery. */
  private DeliveryEnd apply(DeliveryEnd ending, RunningTask delivery) {
    Lease lease = delivery.lease();
    try {
      ending.apply(queue, lease);
      return ending;
    } catch (LeaseLostException e) {
      return DeliveryEnd.lost(e.getMessage());
    } catch (PayloadTooLargeException e) {
      return apply(DeliveryEnd.failed(e.getMessage()), delivery);
    } catch (RuntimeException e) {
      log.error("{}: cannot end it as {}", delivery, ending.outcome(), e);
      return ending.outcome() == Outcome.DONE
          ? apply(DeliveryEnd.retry("cannot store its result: " + e.getMessage()), delivery)
          : DeliveryEnd.lost("its lease will expire");
    }
  }

  private void report(RunningTask delivery, DeliveryEnd ending) {
    if (!tells) {
      return;
    }
    long millis = delivery.age().toMillis();
    String what = delivery.task().id() + " " + ending.outcome();
    int attempt = delivery.task().attempt();
    switch (ending.outcome()) {
      case DONE -> log.info("{} in {} ms, attempt {}", what, millis, attempt);
      case RELEASED ->
          log.info("{} after {} ms, attempt {}: {}", what, millis, attempt, ending.reason());
      case FAILED, RETRY ->
          log.warn("{} after {} ms, attempt {}: {}", what, millis, attempt, ending.reason());
      case LOST ->
          log.warn(
              "{} after {} ms, attempt {}, token {}: {}",
              what,
              millis,
              attempt,
              delivery.lease().fencingToken(),
              ending.reason());
    }
  }

  /** Interrupts all handlers. Releases the tasks of those that stop. */
  void interruptAll() {
    log.warn("the grace time is over for {}", running);
    running.forEach(delivery -> delivery.interrupt(RunningTask.Interruption.WORKER_STOPS));
  }

  /** Releases what is still handled; whatever its handlers then do is rejected. */
  void releaseAll() {
    running.forEach(this::takeAway);
  }

  private void giveUp(RunningTask delivery) {
    try {
      takeAway(delivery);
    } finally {
      onThreadLost.accept(delivery);
    }
  }

  /** Ends the delivery of a handler that heeds no interruption, once, from another thread. */
  private void takeAway(RunningTask delivery) {
    if (running.remove(delivery)) {
      renewer.remove(delivery);
      report(delivery, apply(uninterruptible(delivery), delivery));
    }
  }

  private DeliveryEnd uninterruptible(RunningTask delivery) {
    return switch (delivery.interruption().orElse(RunningTask.Interruption.WORKER_STOPS)) {
      case LEASE_LOST -> DeliveryEnd.lost("its handler did not stop");
      // One whose time was over must not come back unharmed, or it would do so for ever.
      case TIMED_OUT -> DeliveryEnd.retry(timedOut() + ", and did not stop");
      case WORKER_STOPS -> DeliveryEnd.released("its handler did not stop");
    };
  }

  @Override
  public void close() {
    renewer.close();
    deadlines.close();
  }
}
