package io.joinq.queue.chronicle.protocol;

import io.joinq.queue.ProcessDeath;
import io.joinq.queue.TaskId;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.DeathRing;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Records that a process ended without closing the queue: exactly once, however many processes
 * notice it at the same time or die while recording it.
 */
public final class DeathNotices {
  /*
   * Whoever notices the death of a process gives it a number, by one CAS of a word in its entry, and
   * then writes it under that number, or what others have left of it. That is done before anything
   * is taken from the dead, so that whoever is left to write it still sees what it held; and before
   * its entry is free, so that somebody is left to.
   */

  private final LeaseSlots slots;
  private final ProcessTable processes;
  private final DeathRing deaths;

  public DeathNotices(ControlFile control) {
    slots = new LeaseSlots(control);
    processes = new ProcessTable(control);
    deaths = new DeathRing(control);
  }

  /**
   * Writes the death of a process that is known to be dead.
   *
   * @return what is written; empty if it only looked, or has been reaped by others long ago
   */
  public Optional<ProcessDeath> write(int process, long incarnation) {
    if (processes.deathNumber(process, incarnation) < 0) {
      return Optional.empty();
    }
    boolean counts = processes.hasAnyRole(process);
    ProcessDeath death = describe(process, Instant.now());
    // Only now: before its entry goes to another, that one changes this word.
    long number = processes.deathNumber(process, incarnation);
    if (number < 0 || !counts) {
      return Optional.empty();
    }
    if (number == 0) {
      number = processes.numberDeath(process, incarnation, deaths.nextNumber());
      FailPoint.REAP_DEATH_NUMBERED.reached();
    }
    if (number > 0) {
      deaths.write(number, process, processes.pidNamespace(process), death);
      FailPoint.REAP_DEATH_WRITTEN.reached();
    }
    return deaths.read(number);
  }

  /**
   * The death of a process known to be dead, if it is not recorded yet. Changes nothing. Its time
   * is that of the last sign of life.
   */
  public Optional<ProcessDeath> unwritten(int process) {
    long number = processes.deathNumber(process, processes.user(process));
    if (number < 0 || !processes.hasAnyRole(process)) {
      return Optional.empty();
    }
    boolean written = number > 0 && deaths.read(number).isPresent();
    Instant last = Instant.now().minusNanos(processes.silentNanos(process));
    return written ? Optional.empty() : Optional.of(describe(process, last));
  }

  private ProcessDeath describe(int process, Instant at) {
    int worker = processes.worker(process);
    int slot = slots.oldestLeaseOf(process);
    return new ProcessDeath(
        processes.pid(process),
        worker == 0 ? OptionalInt.empty() : OptionalInt.of(worker),
        at,
        "",
        slot < 0 ? Optional.empty() : Optional.of(new TaskId(slots.sequence(slot))));
  }
}
