package io.joinq.queue.chronicle.protocol;

import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;

import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.CursorWord;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.ProcessLocks;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.control.SlotState;
import io.joinq.queue.chronicle.control.SlotWord;
import io.joinq.queue.chronicle.failpoint.FailPoint;

/**
 * Releases what dead processes held. Any number of processes may do so at the same time, and each
 * may die doing it: every change is a CAS from a word that was read before its owner was found
 * dead.
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
  private final DeathNotices notices;
  private final Cancellations cancellations;

  public Reaper(
      ControlFile control, ProcessTable processes, ProcessLocks locks, Deliveries deliveries) {
    this.control = control;
    this.slots = new LeaseSlots(control);
    this.processes = processes;
    this.locks = locks;
    this.deliveries = deliveries;
    this.notices = new DeathNotices(control);
    this.cancellations = new Cancellations(control);
  }

  /** Checks every process but the calling one once, and reaps the dead ones. */
  public void reapTheDead(int self) {
    for (int process = 0; process < processes.size(); process++) {
      long incarnation = processes.user(process);
      if (process != self && incarnation != 0 && !locks.isHeldByAnother(process)) {
        reap(process, incarnation);
      }
    }
  }

  /**
   * Reaps the last users of a place in the process table, for a process that is to have it next and
   * does not hold its byte yet: as soon as it does, they would look alive to all others.
   *
   * @return whether they have nothing left, so that the place can be taken
   */
  public boolean reapPlace(int process) {
    return !locks.isHeldByAnother(process) && reap(process, processes.user(process));
  }

  /** Reaps one process that was seen to be dead; false if it has something left. */
  private boolean reap(int process, long incarnation) {
    if (incarnation != 0) {
      notices.write(process, incarnation);
    }
    boolean complete = endCancelling(process);
    for (int slot = 0; slot < slots.size(); slot++) {
      long word = slots.word(slot);
      if (isHeldBy(word, process)) {
        if (locks.isHeldByAnother(process)) {
          // Its place has a new user, who reaped it before taking it.
          return false;
        }
        FailPoint.REAP_FOUND_DEAD.reached();
        take(slot, word);
        complete &= !isHeldBy(slots.word(slot), process);
      }
    }
    if (incarnation != 0) {
      FailPoint.REAP_SLOTS_DONE.reached();
      if (complete) {
        processes.unlist(process, incarnation);
      }
    }
    return complete;
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
  boolean returnedCancelled(int slot, long leased) {
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
}
