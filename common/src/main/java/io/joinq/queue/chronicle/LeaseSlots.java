package io.joinq.queue.chronicle;

import static io.joinq.queue.chronicle.ControlLayout.CAUSES;
import static io.joinq.queue.chronicle.ControlLayout.CAUSE_AT;
import static io.joinq.queue.chronicle.ControlLayout.CAUSE_ATTEMPT;
import static io.joinq.queue.chronicle.ControlLayout.CAUSE_CODE;
import static io.joinq.queue.chronicle.ControlLayout.CAUSE_COUNT;
import static io.joinq.queue.chronicle.ControlLayout.CAUSE_GENERATION;
import static io.joinq.queue.chronicle.ControlLayout.CAUSE_LENGTH;
import static io.joinq.queue.chronicle.ControlLayout.CAUSE_PID;
import static io.joinq.queue.chronicle.ControlLayout.CAUSE_SIZE;
import static io.joinq.queue.chronicle.ControlLayout.CAUSE_TEXT;
import static io.joinq.queue.chronicle.ControlLayout.CAUSE_TEXT_SIZE;
import static io.joinq.queue.chronicle.ControlLayout.CLAIMED_AT;
import static io.joinq.queue.chronicle.ControlLayout.DEADLINE;
import static io.joinq.queue.chronicle.ControlLayout.ENQUEUED_AT;
import static io.joinq.queue.chronicle.ControlLayout.FIRST_GENERATION;
import static io.joinq.queue.chronicle.ControlLayout.MAX_ATTEMPTS;
import static io.joinq.queue.chronicle.ControlLayout.SEQUENCE;
import static io.joinq.queue.chronicle.ControlLayout.WORD;

import io.joinq.queue.QueueConfig;
import io.joinq.queue.Redelivery;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The lease slots in the control file, as {@link ControlLayout} has them. Makes no transitions. */
final class LeaseSlots {
  private static final int GENERATION_BITS = 20;
  private static final long GENERATION_MASK = (1L << GENERATION_BITS) - 1;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ControlFile control;

  LeaseSlots(ControlFile control) {
    this.control = control;
  }

  int size() {
    return control.shape().slots();
  }

  long word(int slot) {
    return control.get(at(slot, WORD));
  }

  /** Release: pairs with the acquire in {@link #word}; who sees the word sees the fields. */
  void setWord(int slot, long word) {
    control.set(at(slot, WORD), word);
  }

  boolean compareAndSetWord(int slot, long expected, long word) {
    return control.compareAndSet(at(slot, WORD), expected, word);
  }

  long sequence(int slot) {
    return control.getPlain(at(slot, SEQUENCE));
  }

  /** Writes the fields of a fresh claim; the slot is RESERVED by the caller. */
  void describe(int slot, long word, long sequence, QueueConfig config) {
    control.setPlain(at(slot, SEQUENCE), sequence);
    control.setPlain(at(slot, FIRST_GENERATION), SlotWord.generation(word));
    control.setPlain(at(slot, ENQUEUED_AT), control.getPlain(control.enqueuedAt(sequence)));
    control.setPlain(at(slot, CLAIMED_AT), System.currentTimeMillis());
    control.setPlain(at(slot, MAX_ATTEMPTS), config.maxAttempts());
    control.setPlain(at(slot, DEADLINE), deadline(word, config.leaseTimeout().toNanos()));
  }

  /** Writes the fields of a repeated claim; the slot is LEASED by the caller. */
  void describeAgain(int slot, long word, QueueConfig config) {
    control.setPlain(at(slot, CLAIMED_AT), System.currentTimeMillis());
    control.setPlain(at(slot, MAX_ATTEMPTS), config.maxAttempts());
    startLease(slot, word, config.leaseTimeout().toNanos());
  }

  int maxAttempts(int slot) {
    return (int) control.getPlain(at(slot, MAX_ATTEMPTS));
  }

  long claimedAt(int slot) {
    return control.getPlain(at(slot, CLAIMED_AT));
  }

  long enqueuedAt(int slot) {
    return control.getPlain(at(slot, ENQUEUED_AT));
  }

  /**
   * Whether the lease time of this word is over. The deadline carries the generation it was set
   * for: if that is another, the claimer has not come to set it, and gets a full lease time from
   * now.
   */
  boolean isExpired(int slot, long word, long leaseNanos) {
    long deadline = control.get(at(slot, DEADLINE));
    if ((deadline & GENERATION_MASK) != (word & GENERATION_MASK)) {
      control.compareAndSet(at(slot, DEADLINE), deadline, deadline(word, leaseNanos));
      return false;
    }
    return deadline >>> GENERATION_BITS < System.nanoTime() / NANOS_PER_MILLI;
  }

  /** Starts the lease time anew unless the slot has another generation's deadline already. */
  void renew(int slot, long word, long leaseNanos) {
    long deadline = control.get(at(slot, DEADLINE));
    if ((deadline & GENERATION_MASK) == (word & GENERATION_MASK)) {
      control.compareAndSet(at(slot, DEADLINE), deadline, deadline(word, leaseNanos));
    }
  }

  private void startLease(int slot, long word, long leaseNanos) {
    long deadline = control.get(at(slot, DEADLINE));
    if ((deadline & GENERATION_MASK) != (word & GENERATION_MASK)) {
      control.compareAndSet(at(slot, DEADLINE), deadline, deadline(word, leaseNanos));
    }
  }

  private static long deadline(long word, long leaseNanos) {
    long millis = (System.nanoTime() + leaseNanos) / NANOS_PER_MILLI;
    return millis << GENERATION_BITS | (word & GENERATION_MASK);
  }

  /** Notes why a delivery ended; the caller made the transition to this generation. */
  void writeCause(int slot, long generation, Redelivery cause) {
    int at = causeAt(slot, generation);
    byte[] text = shortened(cause.detail());
    control.set(at + CAUSE_GENERATION, 0);
    control.setPlain(at + CAUSE_AT, cause.at().toEpochMilli());
    control.setPlain(at + CAUSE_PID, cause.pid());
    control.setIntPlain(at + CAUSE_CODE, cause.cause().code());
    control.setShortPlain(at + CAUSE_ATTEMPT, (short) cause.attempt());
    control.setShortPlain(at + CAUSE_LENGTH, (short) text.length);
    control.setBytes(at + CAUSE_TEXT, text);
    // Release: pairs with the acquire in cause(); a reader that sees the generation sees it whole.
    control.set(at + CAUSE_GENERATION, generation);
  }

  private static byte[] shortened(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int end = Math.min(bytes.length, CAUSE_TEXT_SIZE);
    // Never in the middle of a character.
    while (end > 0 && end < bytes.length && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return java.util.Arrays.copyOf(bytes, end);
  }

  boolean hasCause(int slot, long generation) {
    return control.get(causeAt(slot, generation) + CAUSE_GENERATION) == generation;
  }

  /** Why the earlier deliveries of the slot's task ended, oldest first, the newest few. */
  List<Redelivery> causes(int slot, long word) {
    long last = SlotWord.generation(word);
    long first = Math.max(control.getPlain(at(slot, FIRST_GENERATION)), last - CAUSE_COUNT) + 1;
    List<Redelivery> causes = new ArrayList<>();
    for (long generation = first; generation <= last; generation++) {
      if (hasCause(slot, generation)) {
        causes.add(cause(causeAt(slot, generation)));
      }
    }
    return causes;
  }

  private Redelivery cause(int at) {
    int length = Math.min(Math.max(control.getShortPlain(at + CAUSE_LENGTH), 0), CAUSE_TEXT_SIZE);
    byte[] text = new byte[length];
    control.getBytes(at + CAUSE_TEXT, text);
    return new Redelivery(
        control.getShortPlain(at + CAUSE_ATTEMPT),
        Redelivery.Cause.of(control.getInt(at + CAUSE_CODE)),
        new String(text, StandardCharsets.UTF_8),
        control.getPlain(at + CAUSE_PID),
        Instant.ofEpochMilli(control.getPlain(at + CAUSE_AT)));
  }

  private int causeAt(int slot, long generation) {
    return at(slot, CAUSES) + (int) (generation % CAUSE_COUNT) * CAUSE_SIZE;
  }

  private int at(int slot, int field) {
    return control.slot(slot) + field;
  }
}
