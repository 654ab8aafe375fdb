package io.joinq.queue.chronicle;

import static io.joinq.queue.chronicle.ControlLayout.CANCELLATION;
import static io.joinq.queue.chronicle.ControlLayout.CANCELLATION_COUNT;
import static io.joinq.queue.chronicle.ControlLayout.CANCELLED_AT;
import static io.joinq.queue.chronicle.ControlLayout.CANCELLED_BELOW;
import static io.joinq.queue.chronicle.ControlLayout.CURSOR;

import io.joinq.queue.QueueException;
import java.time.Instant;
import java.util.Optional;

/** The table of cancellations in the control file: who withdraws a task, and whether he may. */
final class Cancellations {
  /*
   * Canceller and claimer each write first and look then, so that one at least sees the other.
   *
   * A canceller publishes PENDING and then looks whether the task is still to be taken: CURSOR has
   * not come to it, or its slot says RETURNED. If so, whoever takes it later finds the entry: he
   * looks at the table after he has moved CURSOR, or the slot to LEASED. Then the canceller confirms
   * and has won. If the task is taken, its taker may have looked already: the canceller withdraws.
   * The CAS of the withdrawal fails if a claimer found the entry all the same, and honoured it.
   *
   * A claimer pays one read for that: of CANCELLED_BELOW, which the canceller raises before it
   * looks. It is never lowered; a claimer below it looks through the table.
   *
   * An entry is freed when its task has ended. As long as it stands, the task may come back from a
   * claimer who died before he ended it, and the next one must find it.
   */

  private final ControlFile control;
  private final LeaseSlots slots;

  Cancellations(ControlFile control) {
    this.control = control;
    this.slots = new LeaseSlots(control);
  }

  /**
   * Withdraws a task unless it is taken or has ended.
   *
   * @param process the caller's
   * @throws QueueException if there is no room for another cancellation
   */
  boolean cancel(long sequence, int process) {
    if (isCancelled(sequence)) {
      return false;
    }
    int entry = begin(sequence, process);
    // It may be HONOURED by now; nobody else changes it.
    long pending = CancelWord.in(word(entry), CancelWord.State.PENDING);
    Step.CANCEL_PENDING.reached();
    boolean decided = false;
    try {
      raiseBelow(sequence + 1);
      Step.CANCEL_ANNOUNCED.reached();
      boolean cancelled = decide(entry, pending, isWaiting(sequence));
      decided = true;
      return cancelled;
    } finally {
      if (!decided) {
        giveUp(entry, word(entry));
      }
    }
  }

  private int begin(long sequence, int process) {
    for (int entry = 0; entry < CANCELLATION_COUNT; entry++) {
      long word = word(entry);
      if (CancelWord.state(word) == CancelWord.State.FREE) {
        long pending = CancelWord.pending(word, sequence, process);
        if (compareAndSet(entry, word, pending)) {
          control.set(at(entry, CANCELLED_AT), System.currentTimeMillis());
          return entry;
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

  private void raiseBelow(long sequence) {
    long below = control.get(CANCELLED_BELOW);
    while (below < sequence && !control.compareAndSet(CANCELLED_BELOW, below, sequence)) {
      below = control.get(CANCELLED_BELOW);
    }
  }

  /** Whether nobody has the task: read after PENDING can be seen. */
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

  private boolean decide(int entry, long pending, boolean waiting) {
    if (!waiting && compareAndSet(entry, pending, CancelWord.freed(pending))) {
      return false;
    }
    long confirmed = CancelWord.in(pending, CancelWord.State.CONFIRMED);
    if (!waiting || !compareAndSet(entry, pending, confirmed)) {
      // Whoever has taken the task found this and ends it.
      compareAndSet(entry, CancelWord.in(pending, CancelWord.State.HONOURED), confirmed);
    }
    Step.CANCEL_DECIDED.reached();
    return true;
  }

  /** For a claimer who has just taken a task: whether he must end it instead of delivering it. */
  boolean honours(long sequence) {
    if (sequence >= control.get(CANCELLED_BELOW)) {
      return false;
    }
    boolean honoured = false;
    for (int entry = 0; entry < CANCELLATION_COUNT; entry++) {
      honoured |= honours(entry, sequence);
    }
    return honoured;
  }

  private boolean honours(int entry, long sequence) {
    long word = word(entry);
    if (isOf(word, sequence) && CancelWord.state(word) == CancelWord.State.PENDING) {
      if (compareAndSet(entry, word, CancelWord.in(word, CancelWord.State.HONOURED))) {
        Step.CANCEL_HONOURED.reached();
        return true;
      }
      word = word(entry);
    }
    return isOf(word, sequence) && isDecided(word);
  }

  /** Whether a task will not be delivered any more, and may not have been ended yet. */
  boolean isCancelled(long sequence) {
    return cancelledAt(sequence).isPresent();
  }

  /** When a task was cancelled that may not have been ended yet. */
  Optional<Instant> cancelledAt(long sequence) {
    if (sequence >= control.get(CANCELLED_BELOW)) {
      return Optional.empty();
    }
    for (int entry = 0; entry < CANCELLATION_COUNT; entry++) {
      long word = word(entry);
      if (isOf(word, sequence) && isDecided(word)) {
        return Optional.of(Instant.ofEpochMilli(control.get(at(entry, CANCELLED_AT))));
      }
    }
    return Optional.empty();
  }

  /** Frees the entries of tasks that have ended. */
  void settle() {
    for (int entry = 0; entry < CANCELLATION_COUNT; entry++) {
      long word = word(entry);
      if (CancelWord.state(word) == CancelWord.State.CONFIRMED
          && Snapshot.hasEnded(control, slots, CancelWord.sequence(word))) {
        compareAndSet(entry, word, CancelWord.freed(word));
      }
    }
  }

  /** How many entries there are. */
  int size() {
    return CANCELLATION_COUNT;
  }

  long word(int entry) {
    return control.get(at(entry, CANCELLATION));
  }

  /** Whether this word keeps its process from being forgotten. */
  static boolean isUndecidedOf(long word, int process) {
    CancelWord.State state = CancelWord.state(word);
    boolean undecided = state == CancelWord.State.PENDING || state == CancelWord.State.HONOURED;
    return undecided && CancelWord.process(word) == process;
  }

  /** Ends what a canceller has begun who will not: he is dead, or failed. */
  void giveUp(int entry, long word) {
    if (!compareAndSet(
        entry, CancelWord.in(word, CancelWord.State.PENDING), CancelWord.freed(word))) {
      compareAndSet(
          entry,
          CancelWord.in(word, CancelWord.State.HONOURED),
          CancelWord.in(word, CancelWord.State.CONFIRMED));
    }
  }

  private static boolean isOf(long word, long sequence) {
    return CancelWord.sequence(word) == sequence;
  }

  private static boolean isDecided(long word) {
    CancelWord.State state = CancelWord.state(word);
    return state == CancelWord.State.HONOURED || state == CancelWord.State.CONFIRMED;
  }

  private boolean compareAndSet(int entry, long expected, long word) {
    return control.compareAndSet(at(entry, CANCELLATION), expected, word);
  }

  private static int at(int entry, int field) {
    return ControlLayout.cancellation(entry) + field;
  }
}
