package io.joinq.queue.chronicle.protocol;

import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;

import io.joinq.queue.Redelivery;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.SlotWord;
import io.joinq.queue.chronicle.failpoint.FailPoint;

/**
 * Revokes the leases of the silent. As with {@link Reaper}, any number of processes may do so at
 * the same time, and each may die doing it. What must never be taken from a live process, however
 * silent: RESERVED and INTENT.
 */
public final class LeaseExpiry {
  private final ControlFile control;
  private final LeaseSlots slots;
  private final Deliveries deliveries;
  private final Claimer claimer;
  private final Reaper reaper;

  /** The words of the slots in the last round. */
  private final long[] lastWords;

  public LeaseExpiry(ControlFile control, Deliveries deliveries, Claimer claimer, Reaper reaper) {
    this.control = control;
    this.slots = new LeaseSlots(control);
    this.deliveries = deliveries;
    this.claimer = claimer;
    this.reaper = reaper;
    this.lastWords = new long[slots.size()];
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
            if (!reaper.returnedCancelled(slot, word)) {
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
}
