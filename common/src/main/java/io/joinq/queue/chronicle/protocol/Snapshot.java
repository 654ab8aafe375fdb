package io.joinq.queue.chronicle.protocol;

import static io.joinq.queue.chronicle.control.ControlLayout.APPENDED;
import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;

import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.CursorWord;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.SlotState;
import io.joinq.queue.chronicle.control.SlotWord;

/**
 * The counts of a queue, derived from its words. There are no counters, so none can be wrong.
 *
 * @param cursor the word
 * @param appended sequence of the next put
 * @param held slots with a claimed, unfinished task
 */
public record Snapshot(long cursor, long appended, int held) {

  /** Reads the counts at one moment, as far as a few attempts allow. */
  public static Snapshot of(ControlFile control, LeaseSlots slots) {
    for (int attempt = 0; ; attempt++) {
      Snapshot snapshot = once(control, slots);
      boolean still =
          control.get(CURSOR) == snapshot.cursor && control.get(APPENDED) == snapshot.appended;
      if (still || attempt == 4) {
        return snapshot;
      }
    }
  }

  private static Snapshot once(ControlFile control, LeaseSlots slots) {
    long appended = control.get(APPENDED);
    long cursor = control.get(CURSOR);
    int held = 0;
    for (int slot = 0; slot < slots.size(); slot++) {
      if (isHeld(slots, slot, cursor)) {
        held++;
      }
    }
    return new Snapshot(cursor, appended, held);
  }

  /** Whether the slot has a claimed task: also that of a claim which is won but not yet leased. */
  public static boolean isHeld(LeaseSlots slots, int slot, long cursor) {
    SlotState state = SlotWord.state(slots.word(slot));
    return state.isHeld()
        || (state == SlotState.INTENT
            && CursorWord.winner(cursor) == slot
            && slots.sequence(slot) == CursorWord.sequence(cursor) - 1);
  }

  /** Whether a task that was put has ended. */
  public static boolean hasEnded(ControlFile control, LeaseSlots slots, long sequence) {
    // CURSOR first: once it is past the task, that stays in its slot until it ends.
    long cursor = control.get(CURSOR);
    if (CursorWord.sequence(cursor) <= sequence) {
      return false;
    }
    for (int slot = 0; slot < slots.size(); slot++) {
      if (isHeld(slots, slot, cursor) && slots.sequence(slot) == sequence) {
        return false;
      }
    }
    return true;
  }

  /** Whether nothing is unfinished; true only if that was so at one moment. */
  public static boolean isIdle(ControlFile control, LeaseSlots slots, PutLock putLock) {
    /*
     * A task gets into a slot only by a move of CURSOR, and stays in it until it ends. So if CURSOR
     * is the same before and after, a slot seen without a task has none at the second look either.
     *
     * A producer that died after its commit has left a task that APPENDED does not count yet. It is
     * looked for before the second look: had somebody repaired that in between, APPENDED would have
     * moved.
     */
    Snapshot snapshot = once(control, slots);
    return snapshot.unfinished() == 0
        && !putLock.isBroken()
        && control.get(CURSOR) == snapshot.cursor
        && control.get(APPENDED) == snapshot.appended;
  }

  /** The sequence below which every task has ended. */
  public static long lowWater(ControlFile control, LeaseSlots slots) {
    // CURSOR first: a claim that comes after has a higher sequence than it.
    long low = CursorWord.sequence(control.get(CURSOR));
    for (int slot = 0; slot < slots.size(); slot++) {
      SlotState state = SlotWord.state(slots.word(slot));
      if (state.isHeld() || state == SlotState.INTENT) {
        low = Math.min(low, slots.sequence(slot));
      }
    }
    return low;
  }

  /** Tasks that wait for their first claim. Reads no slot. */
  public static long depth(ControlFile control) {
    while (true) {
      long appended = control.get(APPENDED);
      long cursor = control.get(CURSOR);
      // Else puts that came after the one look and claims after the other would count both ways.
      if (control.get(APPENDED) == appended) {
        return Math.max(0, appended - CursorWord.sequence(cursor));
      }
    }
  }

  public long depth() {
    return Math.max(0, appended - CursorWord.sequence(cursor));
  }

  public long unfinished() {
    return depth() + held;
  }
}
