package io.joinq.queue.chronicle.control;

import static io.joinq.queue.chronicle.control.ControlLayout.CAUSES;
import static io.joinq.queue.chronicle.control.ControlLayout.CAUSE_AT;
import static io.joinq.queue.chronicle.control.ControlLayout.CAUSE_ATTEMPT;
import static io.joinq.queue.chronicle.control.ControlLayout.CAUSE_CODE;
import static io.joinq.queue.chronicle.control.ControlLayout.CAUSE_COUNT;
import static io.joinq.queue.chronicle.control.ControlLayout.CAUSE_GENERATION;
import static io.joinq.queue.chronicle.control.ControlLayout.CAUSE_LENGTH;
import static io.joinq.queue.chronicle.control.ControlLayout.CAUSE_PID;
import static io.joinq.queue.chronicle.control.ControlLayout.CAUSE_SIZE;
import static io.joinq.queue.chronicle.control.ControlLayout.CAUSE_TEXT;
import static io.joinq.queue.chronicle.control.ControlLayout.CAUSE_TEXT_SIZE;

import io.joinq.queue.ProcessDeath;
import io.joinq.queue.Redelivery;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The causes of failed deliveries for the tasks in the lease slots; {@link ControlLayout} specifies
 * them. Makes no transitions.
 */
public final class SlotCauses {
  private final ControlFile control;
  private final LeaseSlots slots;

  public SlotCauses(ControlFile control) {
    this.control = control;
    this.slots = new LeaseSlots(control);
  }

  /** Notes why a delivery ended; the caller made the transition to this generation. */
  public void write(int slot, long generation, Redelivery cause) {
    int at = at(slot, generation);
    control.set(at + CAUSE_GENERATION, 0);
    control.setPlain(at + CAUSE_AT, cause.at().toEpochMilli());
    control.setPlain(at + CAUSE_PID, cause.pid());
    control.setIntPlain(at + CAUSE_CODE, cause.cause().code());
    control.setShortPlain(at + CAUSE_ATTEMPT, (short) cause.attempt());
    writeText(at, generation, cause);
    // Release: pairs with the acquire in has(); a reader that sees the generation sees it whole.
    control.set(at + CAUSE_GENERATION, generation);
  }

  private void writeText(int at, long generation, Redelivery cause) {
    if (cause.cause() == Redelivery.Cause.WORKER_DIED) {
      control.setShortPlain(at + CAUSE_LENGTH, (short) 0);
      detail(at, generation).clear();
      detail(at, generation).write(cause.detail());
    } else {
      byte[] text = TaggedText.shortened(cause.detail(), CAUSE_TEXT_SIZE);
      control.setShortPlain(at + CAUSE_LENGTH, (short) text.length);
      control.setBytes(at + CAUSE_TEXT, text);
    }
  }

  /** What is said of the death of a worker may be said later, by anybody. */
  private TaggedText detail(int at, long generation) {
    return new TaggedText(control, at + CAUSE_TEXT, CAUSE_TEXT_SIZE / 8, generation);
  }

  public boolean has(int slot, long generation) {
    return control.get(at(slot, generation) + CAUSE_GENERATION) == generation;
  }

  /** Why the earlier deliveries of the slot's task ended, oldest first, the newest few. */
  public List<Redelivery> of(int slot, long word) {
    long last = SlotWord.generation(word);
    long first = Math.max(slots.firstGeneration(slot), last - CAUSE_COUNT) + 1;
    List<Redelivery> causes = new ArrayList<>();
    for (long generation = first; generation <= last; generation++) {
      if (has(slot, generation)) {
        causes.add(read(at(slot, generation), generation));
      }
    }
    return causes;
  }

  /** Says how a process ended wherever its death is the cause of something. */
  public void complete(ProcessDeath death) {
    for (int slot = 0; slot < slots.size(); slot++) {
      for (int place = 0; place < CAUSE_COUNT; place++) {
        complete(at(slot, place), death);
      }
    }
  }

  private void complete(int at, ProcessDeath death) {
    long generation = control.get(at + CAUSE_GENERATION);
    // Cheap to find out for most of them, most of which are of no death.
    if (generation != 0
        && control.getInt(at + CAUSE_CODE) == Redelivery.Cause.WORKER_DIED.code()
        && death.ended(read(at, generation))) {
      detail(at, generation).write(death.detail());
    }
  }

  private Redelivery read(int at, long generation) {
    Redelivery.Cause cause = Redelivery.Cause.of(control.getInt(at + CAUSE_CODE));
    return new Redelivery(
        control.getShortPlain(at + CAUSE_ATTEMPT),
        cause,
        cause == Redelivery.Cause.WORKER_DIED ? detail(at, generation).read() : text(at),
        control.getPlain(at + CAUSE_PID),
        Instant.ofEpochMilli(control.getPlain(at + CAUSE_AT)));
  }

  private String text(int at) {
    int length = Math.min(Math.max(control.getShortPlain(at + CAUSE_LENGTH), 0), CAUSE_TEXT_SIZE);
    byte[] text = new byte[length];
    control.getBytes(at + CAUSE_TEXT, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private int at(int slot, long generation) {
    return control.slot(slot) + CAUSES + (int) (generation % CAUSE_COUNT) * CAUSE_SIZE;
  }
}
