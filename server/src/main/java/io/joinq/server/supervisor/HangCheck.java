package io.joinq.server.supervisor;

import io.joinq.queue.WorkerStatus;
import io.joinq.server.supervisor.SupervisedWorker.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Detects live workers that make no progress and has them replaced. Only the progress of the task
 * counts, as the queue records it: a heartbeat continues while a handler spins. Confined to the
 * supervisor's thread.
 */
final class HangCheck {
  /** The worker interrupts its handler first; most handlers stop then. */
  static final Duration MARGIN = Duration.ofMillis(500);

  /** From TERM to KILL: the worker hands back what it can within less. */
  static final Duration TIME_TO_END = Duration.ofMillis(3_500);

  /** From the command to claim to its confirmation, for a worker that has opened the queue. */
  static final Duration TIME_TO_CLAIM = Duration.ofSeconds(20);

  /** How long a stopped worker may be examined after it was replaced. */
  static final Duration STOPPED_KEPT = Duration.ofMinutes(1);

  private final SupervisorConfig config;
  private final WorkerPool pool;
  private final WorkerPoolEvents events;

  HangCheck(SupervisorConfig config, WorkerPool pool, WorkerPoolEvents events) {
    this.config = config;
    this.pool = pool;
    this.events = events;
  }

  /** Checks a worker with a process; true if it no longer counts. */
  boolean look(WorkerSlot slot, PoolSnapshot snapshot) {
    boolean isStopped = snapshot.isStopped(slot.process().pid());
    Duration stopped = slot.stoppedFor(isStopped, snapshot.nanos());
    boolean isSilent =
        !isStopped
            && slot.is(State.CLAIMING)
            && slot.seen().filter(HangCheck::isSilent).isPresent();
    Duration silent = slot.silentFor(isSilent, snapshot.nanos());
    if (slot.muteFor(isStopped, snapshot.nanos()).compareTo(TIME_TO_CLAIM) > 0) {
      slot.process().kill();
    }
    if (stopped.compareTo(config.leaseTimeout()) > 0) {
      replace(slot, "stopped by a signal for " + stopped.toMillis() + " ms", snapshot);
      return true;
    }
    if (isStopped || !slot.is(State.CLAIMING)) {
      return false;
    }
    Optional<String> hang = hang(slot, snapshot, silent);
    hang.ifPresent(why -> end(slot, why, snapshot));
    return hang.isPresent();
  }

  private static boolean isSilent(WorkerStatus status) {
    return status.state() == WorkerStatus.State.HUNG;
  }

  private Optional<String> hang(WorkerSlot slot, PoolSnapshot snapshot, Duration silent) {
    if (silent.compareTo(config.leaseTimeout()) > 0) {
      return Optional.of("no sign of life for " + silent.toMillis() + " ms");
    }
    return snapshot
        .worker(slot.process().pid())
        .filter(status -> status.task().isPresent())
        .map(WorkerStatus::sinceProgress)
        .filter(since -> since.compareTo(config.taskTimeout().plus(MARGIN)) > 0)
        .map(since -> "no progress for " + since.toMillis() + " ms");
  }

  /*
   * If it had claimed, its task has gone to another worker already; TERM waits until it
   * continues, and drains it then. One that has not claimed holds nothing, and would only be
   * in the way.
   */
  private void replace(WorkerSlot slot, String why, PoolSnapshot snapshot) {
    boolean claims = slot.is(State.CLAIMING);
    slot.setEndingOf(slot.seen().flatMap(WorkerStatus::task), why);
    events.replaced(slot, why);
    if (claims) {
      events.lost(slot, snapshot.nanos());
    }
    pool.end(slot, claims ? STOPPED_KEPT : Duration.ZERO);
  }

  private void end(WorkerSlot slot, String why, PoolSnapshot snapshot) {
    WorkerProcess process = slot.process();
    Path file =
        config.dumps().resolve("worker-" + slot.number() + "-pid-" + process.pid() + ".txt");
    slot.setEndingOf(slot.seen().flatMap(WorkerStatus::task), "hung: " + why);
    events.hung(slot, why, file.toString());
    events.lost(slot, snapshot.nanos());
    slot.become(State.HUNG);
    process.dump(
        file,
        () -> {
          if (slot.is(State.HUNG)) {
            process.hasten();
            pool.end(slot, TIME_TO_END);
          }
        });
  }
}
