package io.joinq.queue.chronicle.protocol;

import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;

import io.joinq.queue.Redelivery;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.CursorWord;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.ProcessLocks;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.control.Self;
import io.joinq.queue.chronicle.control.SlotState;
import io.joinq.queue.chronicle.control.SlotWord;
import io.joinq.queue.chronicle.failpoint.FailPoint;

/**
 * Releases what dead processes held, and revokes expired leases. Any number of processes may do so
 * at the same time, and each may die doing it: every change is a CAS from a word that was read
 * before its owner was found dead.
 */
public final class Reaper {
  /*
   * Order matters twice.
   *
   * A word is read before its owner's byte lock is looked at. The other way round, the dead owner's
   * place in the table may meanwhile have gone to a new process, and the word be its.
   *
   * The word of an INTENT is read before CURSOR. The dead cannot win any more, so if CURSOR does not
   * name the slot then, it never will; if it does, the task is this slot's to return. A claimer that
   * moves CURSOR on in between has helped first, and the CAS from the INTENT fails.
   *
   * What must never be taken from a live process, however silent: RESERVED and INTENT. It would go
   * on and use the slot, and two tasks would share it or one be lost. Nor the put lock.
   */

  private final ControlFile control;
  private final LeaseSlots slots;
  private final ProcessTable processes;
  private final ProcessLocks locks;
  private final Deliveries deliveries;
  private final Claimer claimer;
  private final DeathNotices notices;
  private final Cancellations cancellations;
  private final int self;

  /** The words of the slots in the housekeeper's last round. */
  private final long[] lastWords;

  public Reaper(
      ControlFile control,
      ProcessTable processes,
      ProcessLocks locks,
      Deliveries deliveries,
      Claimer claimer,
      Self self) {
    this.control = control;
    this.slots = new LeaseSlots(control);
    this.processes = processes;
    this.locks = locks;
    this.deliveries = deliveries;
    this.claimer = claimer;
    this.notices = new DeathNotices(control);
    this.cancellations = new Cancellations(control);
    this.self = self.process();
    this.lastWords = new long[slots.size()];
  }

  /** Checks every other process once, and reaps the dead ones. */
  public void reapTheDead() {
    for (int process = 0; process < processes.size(); process++) {
      long incarnation = processes.user(process);
      if (process != self && incarnation != 0 && !locks.isHeldByAnother(process)) {
        reap(process, incarnation);
      }
    }
  }

  /** Reaps one process that was seen to be dead. */
  private void reap(int process, long incarnation) {
    notices.write(process, incarnation);
    boolean complete = endCancelling(process);
    for (int slot = 0; slot < slots.size(); slot++) {
      long word = slots.word(slot);
      if (isHeldBy(word, process)) {
        if (locks.isHeldByAnother(process)) {
          // Its place has a new user, who reaped it before using it.
          return;
        }
        FailPoint.REAP_FOUND_DEAD.reached();
        take(slot, word);
        complete &= !isHeldBy(slots.word(slot), process);
      }
    }
    FailPoint.REAP_SLOTS_DONE.reached();
    if (complete) {
      processes.unlist(process, incarnation);
    }
  }

  /** Decides what a dead canceller has not; false if its place has a new user. */
  private boolean endCancelling(int process) {
    for (int entry = 0; entry < cancellations.size(); entry++) {
      long word = cancellations.word(entry);
      if (Cancellations.isUndecidedOf(word, process)) {
        if (locks.isHeldByAnother(process)) {
          return false;
        }
        cancellations.giveUp(entry, word);
      }
    }
    return true;
  }

  /**
   * Reaps the last users of this process's own place; called before this process claims anything,
   * so that whatever bears its number is theirs.
   */
  public void reapPredecessors() {
    for (int entry = 0; entry < cancellations.size(); entry++) {
      long word = cancellations.word(entry);
      if (Cancellations.isUndecidedOf(word, self)) {
        cancellations.giveUp(entry, word);
      }
    }
    for (int slot = 0; slot < slots.size(); slot++) {
      long word = slots.word(slot);
      if (isHeldBy(word, self)) {
        FailPoint.REAP_PREDECESSOR_FOUND.reached();
        take(slot, word);
      }
    }
  }

  private static boolean isHeldBy(long word, int process) {
    if (SlotWord.process(word) != process) {
      return false;
    }
    SlotState state = SlotWord.state(word);
    return state != SlotState.FREE && state != SlotState.RETURNED;
  }

  private void take(int slot, long word) {
    switch (SlotWord.state(word)) {
      case RESERVED -> slots.compareAndSetWord(slot, word, SlotWord.freed(word));
      case INTENT -> takeIntent(slot, word);
      case LEASED -> {
        if (!returnedCancelled(slot, word)) {
          deliveries.retryOfDead(slot, word);
        }
      }
      case COMPLETING, DEAD_LETTERING -> deliveries.rollForward(slot, word);
      case FREE, RETURNED -> {
        // Nobody's.
      }
    }
  }

  /**
   * A cancelled task whose taker did not come to end it was not delivered; the next one ends it.
   */
  private boolean returnedCancelled(int slot, long leased) {
    boolean cancelled = cancellations.mustEnd(slots.sequence(slot));
    if (cancelled) {
      deliveries.release(slot, leased, "it was cancelled, and its claimer died before it ended it");
    }
    return cancelled;
  }

  private void takeIntent(int slot, long intent) {
    long cursor = control.get(CURSOR);
    boolean won =
        CursorWord.winner(cursor) == slot
            && slots.sequence(slot) == CursorWord.sequence(cursor) - 1;
    if (won) {
      deliveries.returnWonIntent(slot, intent);
    } else {
      slots.compareAndSetWord(slot, intent, SlotWord.freed(intent));
    }
  }

  /**
   * Ends every lease whose time is over, and finishes what others have decided and left. One thread
   * at a time.
   */
  public void revokeTheSilent(long leaseNanos) {
    claimer.help(control.get(CURSOR));
    for (int slot = 0; slot < slots.size(); slot++) {
      long word = slots.word(slot);
      switch (SlotWord.state(word)) {
        case LEASED -> {
          if (slots.isExpired(slot, word, leaseNanos)) {
            FailPoint.REVOKE_FOUND_EXPIRED.reached();
            if (!returnedCancelled(slot, word)) {
              deliveries.retry(slot, word, Redelivery.Cause.LEASE_EXPIRED, "");
            }
          }
        }
        case COMPLETING, DEAD_LETTERING -> {
          // Its process has had one round's time, and may be dead, stopped or failing.
          if (lastWords[slot] == word) {
            deliveries.rollForward(slot, word);
          }
        }
        case FREE, RESERVED, INTENT, RETURNED -> {
          // Nothing to take.
        }
      }
      lastWords[slot] = word;
    }
  }

  /** Whether this process holds a lease. */
  public boolean holdsLease() {
    return slots.oldestLeaseOf(self) >= 0;
  }
}
