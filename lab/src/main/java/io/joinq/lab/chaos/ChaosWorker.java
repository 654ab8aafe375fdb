package io.joinq.lab.chaos;

import io.joinq.lab.chaos.eventlog.EventLog;
import io.joinq.lab.chaos.eventlog.Verb;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.LeaseLostException;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A child process that takes tasks and ends them in every possible way, until it is killed or told
 * to end.
 */
final class ChaosWorker {
  private static final int LONGEST_TIMEOUT_MILLIS = 300;
  private static final int LONGEST_WORK_MICROS = 20_000;

  private final ChildSetup setup;
  private final EventLog log;
  private final JoinableQueue queue;
  private final SplittableRandom random;

  /** How a delivery is ended; its text stands in the log. */
  enum Way {
    DONE,
    RETRY,
    RELEASE
  }

  ChaosWorker(ChildSetup setup, EventLog log, JoinableQueue queue) {
    this.setup = setup;
    this.log = log;
    this.queue = queue;
    this.random = new SplittableRandom(setup.seed());
  }

  public static void main(String[] arguments) throws Exception {
    ChildLife.live(
        arguments,
        ChildSetup::openAsWorker,
        (setup, log, queue) -> new ChaosWorker(setup, log, queue)::once);
  }

  /** One task, whatever becomes of it. */
  void once() throws InterruptedException {
    Duration timeout = Duration.ofMillis(random.nextInt(LONGEST_TIMEOUT_MILLIS));
    Clocked call = Clocked.begin(timeout);
    Optional<Lease> lease = queue.poll(timeout);
    long end = System.nanoTime();
    if (lease.isEmpty()) {
      log.writeAt(end, Verb.EMPTY, call.end());
      return;
    }
    handle(lease.get(), end, call.end());
  }

  private void handle(Lease lease, long end, String call) throws InterruptedException {
    byte[] bytes = lease.payload();
    Payload payload = Payload.of(bytes);
    log.writeAt(
        end,
        Verb.CLAIMED,
        lease.taskId().sequence(),
        payload.key(),
        lease.fencingToken(),
        lease.attempts(),
        call,
        payload.isIntact(bytes),
        causes(lease));
    work(lease);
    int choice = random.nextInt(100);
    if (payload.poison()) {
      end(lease, Way.RETRY, () -> lease.retry("poison"));
    } else if (choice == 0) {
      end(lease, Way.RELEASE, lease::release);
    } else if (choice < 10) {
      end(lease, Way.DONE, () -> queue.taskDone(lease, bytes));
    } else {
      end(lease, Way.DONE, () -> queue.taskDone(lease));
    }
    if (choice == 50) {
      // Must be rejected, whatever the first came to.
      end(lease, Way.DONE, () -> queue.taskDone(lease));
    }
  }

  /** What the queue has recorded of earlier deliveries; a dash where there were none. */
  private String causes(Lease lease) {
    List<Redelivery> causes =
        queue
            .admin()
            .task(lease.taskId())
            .filter(status -> status.state() == TaskState.RUNNING && lease.isHeld())
            .map(TaskStatus::causes)
            .orElse(List.of());
    return causes.isEmpty()
        ? "-"
        : causes.stream()
            .map(cause -> cause.attempt() + ":" + cause.cause() + ":" + cause.pid())
            .collect(Collectors.joining(","));
  }

  private void work(Lease lease) throws InterruptedException {
    int kind = random.nextInt(200);
    if (kind > 1) {
      TimeUnit.MICROSECONDS.sleep(random.nextInt(LONGEST_WORK_MICROS));
      return;
    }
    // Longer than the lease: once kept by renewing it, once lost.
    long pieces = 4;
    for (int i = 0; i <= pieces; i++) {
      TimeUnit.NANOSECONDS.sleep(setup.leaseTimeout().toNanos() / pieces);
      if (kind == 0) {
        lease.renew();
      }
    }
  }

  private void end(Lease lease, Way way, Runnable call) {
    long id = lease.taskId().sequence();
    long token = lease.fencingToken();
    log.write(Verb.ENDING, id, token, way);
    try {
      call.run();
      log.write(Verb.ENDED, id, token, way);
    } catch (LeaseLostException e) {
      log.write(Verb.REJECTED, id, token, way);
    }
  }
}
