package io.joinq.queue;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A process that used the queue and ended without closing it. One that only looked, and neither put
 * nor took nor was a worker, is none.
 *
 * @param pid may have gone to another process since
 * @param worker its number; empty if it was no worker
 * @param at when it was noticed; as long as nobody lives who would notice, its last sign of life
 * @param detail what its parent said of its end, as "killed by SIGKILL" or "exit code 1"; "" until
 *     {@link QueueAdmin#reportDeath}
 * @param task a task it held then, the oldest if it held several
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
