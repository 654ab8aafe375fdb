package io.joinq.queue.chronicle.protocol;

import static io.joinq.queue.chronicle.control.ControlLayout.CANCELLATION;
import static io.joinq.queue.chronicle.control.ControlLayout.CANCELLATION_COUNT;
import static io.joinq.queue.chronicle.control.ControlLayout.CANCELLED_AT;
import static io.joinq.queue.chronicle.control.ControlLayout.CANCELLED_BELOW;
import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;

import io.joinq.queue.QueueException;
import io.joinq.queue.chronicle.control.CancelWord;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.ControlLayout;
import io.joinq.queue.chronicle.control.CursorWord;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.SlotState;
import io.joinq.queue.chronicle.control.SlotWord;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import java.time.Instant;
import java.util.Optional;

/**
 * The table of cancellations in the control file: which tasks are being cancelled, and whether the
 * cancellation is decided.
 */
public final class Cancellations {
  /*
   * Canceller and claimer each write first and look then, so that one at least sees the other.
   *
   * A canceller publishes PENDING and then looks whether the task still waits: CURSOR has not come
   * to it, or its slot says RETURNED. Whoever takes it after that finds the entry, for he looks at
   * the table after he has moved CURSOR, or the slot to LEASED. If he finds it PENDING, he frees it
   * and delivers the task, and the canceller, who cannot confirm then, has lost. If he finds it
   * CONFIRMED, he ends the task.
   *
   * A claimer must not do the canceller the favour of honouring a PENDING entry. His lease may be
   * over without his knowing it, and the task be delivered to another.
   *
   * Whoever takes the task from a dead or silent claimer looks at the table first, as a claimer
   * does: that one may not have come to it.
   *
   * A claimer pays one read for that: of CANCELLED_BELOW, which the canceller raises before he
   * looks. It is never lowered; a claimer below it looks through the table.
   *
   * An entry is freed when its task has ended. As long as it stands, the task may come back from a
   * claimer who died before he ended it, and the next one must find it.
   */

  private final ControlFile control;
  private final LeaseSlots slots;

  public Cancellations(ControlFile control) {
    this.control = control;
    this.slots = new LeaseSlots(control);
  }

  /**
   * Withdraws a task unless it is taken or has ended.
   *
   * @param process the caller's
   * @throws QueueException if there is no room for another cancellation
   */
  public boolean cancel(long sequence, int process) {
    if (isCancelled(sequence)) {
      return false;
    }
    Entry begun = begin(sequence, process);
    FailPoint.CANCEL_PENDING.reached();
    boolean confirmed = false;
    try {
      raiseBelow(sequence + 1);
      FailPoint.CANCEL_ANNOUNCED.reached();
      confirmed = isWaiting(sequence) && confirm(begun);
    } finally {
      if (!confirmed) {
        giveUp(begun.place(), begun.pending());
      }
    }
    if (confirmed) {
      FailPoint.CANCEL_DECIDED.reached();
    }
    return confirmed;
  }

  /** A cancellation as its canceller has begun it. */
  private record Entry(int place, long pending) {}

  private Entry begin(long sequence, int process) {
    for (int entry = 0; entry < CANCELLATION_COUNT; entry++) {
      long word = word(entry);
      if (CancelWord.state(word) == CancelWord.State.FREE) {
        long pending = CancelWord.pending(word, sequence, process);
        if (compareAndSet(entry, word, pending)) {
          control.set(at(entry, CANCELLED_AT), System.currentTimeMillis());
          return new Entry(entry, pending);
        }
      }
    }
    throw new QueueException(
        "cannot cancel task-"
            + sequence
            + ": "
            + CANCELLATION_COUNT
            + " cancelled tasks are still behind others that wait to be taken, which is the most;"
            + " try again when some are taken");
  }

  private boolean confirm(Entry begun) {
    long confirmed = CancelWord.in(begun.pending(), CancelWord.State.CONFIRMED);
    return compareAndSet(begun.place(), begun.pending(), confirmed);
  }

  private void raiseBelow(long sequence) {
    long below = control.get(CANCELLED_BELOW);
    while (below < sequence && !control.compareAndSet(CANCELLED_BELOW, below, sequence)) {
      below = control.get(CANCELLED_BELOW);
    }
  }

  /** Whether no process has the task. Read after PENDING is visible. */
  private boolean isWaiting(long sequence) {
    if (CursorWord.sequence(control.get(CURSOR)) <= sequence) {
      return true;
    }
    for (int slot = 0; slot < slots.size(); slot++) {
      long word = slots.word(slot);
      if (SlotWord.state(word) == SlotState.RETURNED && slots.sequence(slot) == sequence) {
        return slots.word(slot) == word;
      }
    }
    return false;
  }

  /**
   * For a process that has just taken a task, also from another claimer that may not have asked:
   * whether to end it instead of delivering it. A task that is not cancelled by now cannot be
   * cancelled until it waits again.
   */
  boolean mustEnd(long sequence) {
    if (sequence >= control.get(CANCELLED_BELOW)) {
      return false;
    }
    boolean confirmed = false;
    for (int entry = 0; entry < CANCELLATION_COUNT; entry++) {
      confirmed |= isOf(word(entry), sequence) && isConfirmedOrRefused(entry, sequence);
    }
    return confirmed;
  }

  private boolean isConfirmedOrRefused(int entry, long sequence) {
    long word = word(entry);
    if (isOf(word, sequence) && CancelWord.state(word) == CancelWord.State.PENDING) {
      if (compareAndSet(entry, word, CancelWord.freed(word))) {
        FailPoint.CANCEL_REFUSED.reached();
        return false;
      }
      word = word(entry);
    }
    return isOf(word, sequence) && isConfirmed(word);
  }

  /** Whether a task will not be delivered any more, and may not have been ended yet. */
  public boolean isCancelled(long sequence) {
    return cancelledAt(sequence).isPresent();
  }

  /** When a task was cancelled that may not have been ended yet. */
  public Optional<Instant> cancelledAt(long sequence) {
    if (sequence >= control.get(CANCELLED_BELOW)) {
      return Optional.empty();
    }
    for (int entry = 0; entry < CANCELLATION_COUNT; entry++) {
      long word = word(entry);
      if (isOf(word, sequence) && isConfirmed(word)) {
        return Optional.of(Instant.ofEpochMilli(control.get(at(entry, CANCELLED_AT))));
      }
    }
    return Optional.empty();
  }

  /** Frees the entries of tasks that have ended. */
  public void settle() {
    for (int entry = 0; entry < CANCELLATION_COUNT; entry++) {
      long word = word(entry);
      if (CancelWord.state(word) == CancelWord.State.CONFIRMED
          && Snapshot.hasEnded(control, slots, CancelWord.sequence(word))) {
        compareAndSet(entry, word, CancelWord.freed(word));
      }
    }
  }

  /** How many entries there are. */
  public int size() {
    return CANCELLATION_COUNT;
  }

  public long word(int entry) {
    return control.get(at(entry, CANCELLATION));
  }

  /** Whether this process has begun this cancellation and not decided it. */
  static boolean isUndecidedOf(long word, int process) {
    return CancelWord.state(word) == CancelWord.State.PENDING
        && CancelWord.process(word) == process;
  }

  /** Frees an entry that its canceller does not, because he lost, failed or died. */
  void giveUp(int entry, long pending) {
    compareAndSet(entry, pending, CancelWord.freed(pending));
  }

  private static boolean isOf(long word, long sequence) {
    return CancelWord.sequence(word) == sequence;
  }

  private static boolean isConfirmed(long word) {
    return CancelWord.state(word) == CancelWord.State.CONFIRMED;
  }

  private boolean compareAndSet(int entry, long expected, long word) {
    return control.compareAndSet(at(entry, CANCELLATION), expected, word);
  }

  private static int at(int entry, int field) {
    return ControlLayout.cancellation(entry) + field;
  }
}
