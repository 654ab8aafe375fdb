package io.joinq.queue.chronicle.protocol;

import static io.joinq.queue.chronicle.control.ControlLayout.APPENDED;
import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;
import static io.joinq.queue.chronicle.control.ControlLayout.REDELIVERED;
import static io.joinq.queue.chronicle.control.ControlLayout.RETURNS;

import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueException;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.CursorWord;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.Self;
import io.joinq.queue.chronicle.control.SlotState;
import io.joinq.queue.chronicle.control.SlotWord;
import io.joinq.queue.chronicle.control.WaitQueues;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.queue.chronicle.log.TaskLog;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Moves a task from the log, or from a failed delivery, into a lease.
 *
 * <p>Lock-free: a claimer that is stopped at any step costs the others at most one slot.
 */
public final class Claimer {
  /*
   * Why a task is claimed exactly once, and by whom.
   *
   * CURSOR names the next sequence and the slot that won the one before. A claimer writes the
   * sequence into a slot of its own, publishes it as INTENT, and then tries to move CURSOR. Winning
   * that CAS is the claim; the step from INTENT to LEASED after it is only bookkeeping, which the
   * next claimer helps with before it overwrites the winner in CURSOR. So a winning INTENT is always
   * found through CURSOR, and no earlier winner is still an INTENT.
   *
   * CURSOR is read after the slot is reserved. Otherwise: claimer A reads CURSOR = 4, is stopped;
   * B claims 4 with slot s and finishes it; A reserves s, which is free again, and publishes
   * INTENT for 4; a helper sees that s won 4 and that s is an INTENT for 4, and leases it again.
   *
   * A claimer that lost keeps its slot but raises its generation, so that a helper who still looks
   * at the lost INTENT can do nothing to the next one.
   */

  private final ControlFile control;
  private final LeaseSlots slots;
  private final WaitQueues waitQueues;
  private final Deliveries deliveries;
  private final Cancellations cancellations;
  private final DeliveryReader reader;
  private final int self;

  /** APPENDED as last read: never more than it is now, for it only grows while anybody lives. */
  private volatile long appendedSeen;

  /** RETURNS at the last scan that found no RETURNED slot; -1 forces a scan. */
  private volatile long returnsSeen = -1;

  public Claimer(
      ControlFile control,
      WaitQueues waitQueues,
      Deliveries deliveries,
      TaskLog log,
      QueueFiles files,
      Self self) {
    this.control = control;
    this.slots = new LeaseSlots(control);
    this.waitQueues = waitQueues;
    this.deliveries = deliveries;
    this.cancellations = new Cancellations(control);
    this.reader = new DeliveryReader(slots, deliveries, log, files, cancellations);
    this.self = self.process();
  }

  /**
   * Claims the next task if there is one and claims are not paused.
   *
   * @throws QueueException if the task cannot be read now; it was given back
   */
  public Optional<Delivery> claim(QueueConfig config) {
    if (CursorWord.isPaused(control.get(CURSOR))) {
      return Optional.empty();
    }
    Optional<Delivery> again = claimReturned(config);
    return again.isPresent() ? again : claimNext(config, this::isAvailable);
  }

  /**
   * Ends the cancelled tasks that are next, also in a pause, and those that wait for another
   * delivery. Delivers nothing.
   */
  public void passCancelled(QueueConfig config) {
    for (int slot = 0; slot < slots.size(); slot++) {
      long word = slots.word(slot);
      if (SlotWord.state(word) == SlotState.RETURNED
          && cancellations.isCancelled(slots.sequence(slot))) {
        passReturned(slot, word, config);
      }
    }
    if (isPassable(control.get(CURSOR))) {
      claimNext(config, this::isPassable);
    }
  }

  private void passReturned(int slot, long returned, QueueConfig config) {
    deliveries.ensureCause(slot, returned);
    long leased = SlotWord.leasedAgain(returned, self);
    if (slots.compareAndSetWord(slot, returned, leased)) {
      FailPoint.CLAIM_RETURNED_LEASED.reached();
      slots.describeAgain(slot, leased, config);
      reader.deliver(slot, leased, config);
    }
  }

  private boolean isPassable(long cursor) {
    long sequence = CursorWord.sequence(cursor);
    return cancellations.isCancelled(sequence)
        && isAppended(sequence)
        && !Shutdown.isDropping(control);
  }

  private Optional<Delivery> claimReturned(QueueConfig config) {
    long returns = control.get(RETURNS);
    if (returns == returnsSeen) {
      return Optional.empty();
    }
    while (true) {
      int slot = oldestReturned();
      if (slot < 0) {
        returnsSeen = returns;
        return Optional.empty();
      }
      Optional<Delivery> delivery = claimReturned(slot, config);
      if (delivery.isPresent() || CursorWord.isPaused(control.get(CURSOR))) {
        return delivery;
      }
    }
  }

  /**
   * Has the next claim look for returned tasks even if none was announced: their returner may have
   * been killed before it raised RETURNS.
   */
  public void rescan() {
    returnsSeen = -1;
  }

  private int oldestReturned() {
    int oldest = -1;
    long sequence = Long.MAX_VALUE;
    for (int slot = 0; slot < slots.size(); slot++) {
      if (SlotWord.state(slots.word(slot)) == SlotState.RETURNED
          && slots.sequence(slot) < sequence) {
        oldest = slot;
        sequence = slots.sequence(slot);
      }
    }
    return oldest;
  }

  private Optional<Delivery> claimReturned(int slot, QueueConfig config) {
    long returned = slots.word(slot);
    if (SlotWord.state(returned) != SlotState.RETURNED) {
      return Optional.empty();
    }
    deliveries.ensureCause(slot, returned);
    long leased = SlotWord.leasedAgain(returned, self);
    if (!slots.compareAndSetWord(slot, returned, leased)) {
      return Optional.empty();
    }
    FailPoint.CLAIM_RETURNED_LEASED.reached();
    slots.describeAgain(slot, leased, config);
    // The pause is a bit of CURSOR, which this claim does not go through.
    if (CursorWord.isPaused(control.get(CURSOR))) {
      deliveries.release(slot, leased, "the queue was paused");
      return Optional.empty();
    }
    Optional<Delivery> delivery = reader.deliver(slot, leased, config);
    if (delivery.isPresent()) {
      control.add(REDELIVERED, 1);
    }
    return delivery;
  }

  private Optional<Delivery> claimNext(QueueConfig config, LongPredicate mayTake) {
    int slot = -1;
    long reserved = 0;
    try {
      while (true) {
        long cursor = control.get(CURSOR);
        if (!mayTake.test(cursor)) {
          return Optional.empty();
        }
        help(cursor);
        if (slot < 0) {
          slot = reserve();
          if (slot < 0) {
            return Optional.empty();
          }
          reserved = slots.word(slot);
          continue;
        }
        long intent = SlotWord.in(reserved, SlotState.INTENT);
        slots.describe(slot, reserved, CursorWord.sequence(cursor), config);
        FailPoint.CLAIM_FIELDS_WRITTEN.reached();
        slots.requireWord(slot, reserved, intent);
        FailPoint.CLAIM_INTENT.reached();
        if (control.compareAndSet(CURSOR, cursor, CursorWord.wonBy(cursor, slot))) {
          int won = slot;
          slot = -1;
          Optional<Delivery> delivery = deliverWon(won, intent, config);
          if (delivery.isPresent()) {
            return delivery;
          }
        } else {
          FailPoint.CLAIM_LOST.reached();
          reserved = SlotWord.reserved(intent, self);
          slots.requireWord(slot, intent, reserved);
        }
      }
    } finally {
      if (slot >= 0) {
        slots.compareAndSetWord(slot, reserved, SlotWord.freed(reserved));
      }
    }
  }

  private boolean isAvailable(long cursor) {
    return !CursorWord.isPaused(cursor)
        && isAppended(CursorWord.sequence(cursor))
        && !Shutdown.isDropping(control);
  }

  /** Finishes the last claim if its winner has not come to it. */
  public void help(long cursor) {
    int winner = CursorWord.winner(cursor);
    if (winner < 0) {
      return;
    }
    long word = slots.word(winner);
    if (SlotWord.state(word) == SlotState.INTENT
        && slots.sequence(winner) == CursorWord.sequence(cursor) - 1
        && slots.compareAndSetWord(winner, word, SlotWord.in(word, SlotState.LEASED))) {
      FailPoint.CLAIM_HELPED.reached();
    }
  }

  private int reserve() {
    int size = slots.size();
    int start = (int) ((self * 31L + Thread.currentThread().getId() * 7) % size);
    for (int i = 0; i < size; i++) {
      int slot = (start + i) % size;
      long word = slots.word(slot);
      if (SlotWord.state(word) == SlotState.FREE
          && slots.compareAndSetWord(slot, word, SlotWord.reserved(word, self))) {
        FailPoint.CLAIM_RESERVED.reached();
        return slot;
      }
    }
    return -1;
  }

  private Optional<Delivery> deliverWon(int slot, long intent, QueueConfig config) {
    FailPoint.CLAIM_WON.reached();
    long leased = SlotWord.in(intent, SlotState.LEASED);
    // Fails if somebody helped; the word is the same then, or the lease is lost already.
    slots.compareAndSetWord(slot, intent, leased);
    FailPoint.CLAIM_LEASED.reached();
    waitQueues.notFull.wakeOne();
    return reader.deliver(slot, leased, config);
  }

  /** Whether a claim has a chance; cheap enough to be asked while spinning. */
  public boolean mayClaim() {
    long cursor = control.get(CURSOR);
    if (CursorWord.isPaused(cursor)) {
      return false;
    }
    return hasQueued() || control.get(RETURNS) != returnsSeen;
  }

  public boolean hasQueued() {
    return isAppended(CursorWord.sequence(control.get(CURSOR)));
  }

  /** Reads APPENDED, a cache line that the producers write, only if what is known does not do. */
  private boolean isAppended(long sequence) {
    if (sequence < appendedSeen) {
      return true;
    }
    long appended = control.get(APPENDED);
    appendedSeen = appended;
    return sequence < appended;
  }

  /** Whether a task waits for its redelivery. */
  public boolean hasReturned() {
    return oldestReturned() >= 0;
  }
}
