package io.joinq.queue;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A process that ended without closing the queue, after it had put or taken tasks or been a worker.
 *
 * @param pid may belong to another process by now
 * @param worker number of the worker; empty if it was none
 * @param at when the death was noticed; if no process lived to notice it, the last sign of life
 * @param detail how it ended according to its parent, such as "killed by SIGKILL" or "exit code 1";
 *     "" until {@link QueueAdmin#reportDeath}
 * @param task the oldest task that it held, if any
 */
public record ProcessDeath(
    long pid, OptionalInt worker, Instant at, String detail, Optional<TaskId> task) {

  /** Whether it was this death that ended a delivery. */
  public boolean ended(Redelivery delivery) {
    return delivery.cause() == Redelivery.Cause.WORKER_DIED
        && delivery.pid() == pid
        && delivery.at().toEpochMilli() == at.toEpochMilli();
  }
}
