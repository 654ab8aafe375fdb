package io.joinq.worker;

import io.joinq.queue.Lease;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the lease of every running task, each third of the lease timeout, and reports lost leases.
 * One thread serves all.
 */
final class LeaseRenewer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LeaseRenewer.class);
  private static final int RENEWALS_PER_LEASE = 3;

  private final Set<RunningTask> deliveries = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock;
  private final Consumer<RunningTask> onLost;

  /**
   * @param onLost called by the thread that renews; must not block
   */
  LeaseRenewer(Duration leaseTimeout, Consumer<RunningTask> onLost) {
    this.onLost = onLost;
    clock = Executors.newSingleThreadScheduledExecutor(LeaseRenewer::daemon);
    long period = leaseTimeout.toNanos() / RENEWALS_PER_LEASE;
    Future<?> unused =
        clock.scheduleWithFixedDelay(this::renewAll, period, period, TimeUnit.NANOSECONDS);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "lease-renewer");
    thread.setDaemon(true);
    return thread;
  }

  void add(RunningTask delivery) {
    deliveries.add(delivery);
  }

  /** Lets the lease run out, unless it is ended before. */
  void remove(RunningTask delivery) {
    deliveries.remove(delivery);
  }

  private void renewAll() {
    deliveries.forEach(this::renew);
  }

  private void renew(RunningTask delivery) {
    Lease lease = delivery.lease();
    try {
      if (!lease.renew() && deliveries.remove(delivery) && !delivery.hasEnded()) {
        log.warn(
            "{}: lease with token {} is lost, the task has another owner; interrupting its handler",
            delivery,
            lease.fencingToken());
        onLost.accept(delivery);
      }
    } catch (RuntimeException e) {
      // The other leases still need renewing, and this one may succeed the next time.
      log.error("{}: cannot renew the lease", delivery, e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
