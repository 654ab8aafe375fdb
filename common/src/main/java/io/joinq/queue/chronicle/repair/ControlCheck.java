package io.joinq.queue.chronicle.repair;

import static io.joinq.queue.chronicle.control.ControlLayout.APPENDED;
import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;
import static io.joinq.queue.chronicle.control.ControlLayout.SHUTDOWN;

import io.joinq.queue.chronicle.control.CancelWord;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.CursorWord;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.control.SlotState;
import io.joinq.queue.chronicle.control.SlotWord;
import io.joinq.queue.chronicle.protocol.Cancellations;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks whether the words of a control file are a state that the protocol can reach. They have no
 * checksum, because they change with every step, but they depend on one another.
 */
final class ControlCheck {
  /** Longer than any queue lives, and small enough to be counted on. */
  private static final long LAST_SEQUENCE = 1L << 46;

  private final ControlFile control;
  private final List<String> faults = new ArrayList<>();

  private ControlCheck(ControlFile control) {
    this.control = control;
  }

  /** What is wrong, a line each; empty if nothing is. Others may change the words meanwhile. */
  static List<String> faultsOf(ControlFile control) {
    ControlCheck check = new ControlCheck(control);
    check.counts();
    check.processes();
    check.slots();
    check.cancellations();
    return check.faults;
  }

  private void counts() {
    // In this order APPENDED can only have grown in between.
    long cursor = CursorWord.sequence(control.get(CURSOR));
    int winner = CursorWord.winner(control.get(CURSOR));
    long appended = control.get(APPENDED);
    if (appended < 0 || appended > LAST_SEQUENCE) {
      faults.add("says that " + appended + " tasks were put");
    } else if (cursor > appended) {
      faults.add("says that task-" + (cursor - 1) + " was claimed, of " + appended + " put");
    }
    if (winner >= control.shape().slots()) {
      faults.add("names slot " + winner + " of " + control.shape().slots());
    }
    long shutdown = control.get(SHUTDOWN);
    if (shutdown < 0 || shutdown > 2) {
      faults.add("has an unknown shutdown state: " + shutdown);
    }
  }

  private void processes() {
    ProcessTable processes = new ProcessTable(control);
    for (int i = 0; i < processes.size(); i++) {
      long user = processes.user(i);
      if (user != 0 && (user < 0 || user > processes.incarnation(i) || processes.pid(i) <= 0)) {
        faults.add("has an impossible entry for process " + i);
      }
    }
  }

  private void slots() {
    LeaseSlots slots = new LeaseSlots(control);
    for (int slot = 0; slot < slots.size(); slot++) {
      long word = slots.word(slot);
      String fault = faultOf(slots, slot, word);
      // What changed meanwhile was read in pieces.
      if (fault != null && slots.word(slot) == word) {
        faults.add("has in slot " + slot + " " + fault);
      }
    }
  }

  private void cancellations() {
    Cancellations cancellations = new Cancellations(control);
    for (int entry = 0; entry < cancellations.size(); entry++) {
      try {
        CancelWord.state(cancellations.word(entry));
      } catch (IllegalStateException e) {
        faults.add("has an unknown state in cancellation " + entry);
      }
    }
  }

  private String faultOf(LeaseSlots slots, int slot, long word) {
    SlotState state;
    try {
      state = SlotWord.state(word);
    } catch (IllegalStateException e) {
      return "the unknown state " + (word >>> 60);
    }
    long sequence = slots.sequence(slot);
    if (!state.isHeld()) {
      return null;
    }
    if (sequence < 0 || sequence >= CursorWord.sequence(control.get(CURSOR))) {
      return "task-" + sequence + ", which was not claimed yet";
    }
    if (SlotWord.process(word) >= control.shape().processes()) {
      return "the unknown process " + SlotWord.process(word);
    }
    return causeFault(word, state);
  }

  private static String causeFault(long word, SlotState state) {
    if (state != SlotState.RETURNED && state != SlotState.DEAD_LETTERING) {
      return null;
    }
    try {
      SlotWord.cause(word);
      return null;
    } catch (IllegalArgumentException e) {
      return "an unknown cause";
    }
  }
}
