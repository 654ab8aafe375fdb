package io.joinq.queue.chronicle.control;

import static io.joinq.queue.chronicle.control.ControlLayout.CLAIMED_AT;
import static io.joinq.queue.chronicle.control.ControlLayout.DEADLINE;
import static io.joinq.queue.chronicle.control.ControlLayout.ENQUEUED_AT;
import static io.joinq.queue.chronicle.control.ControlLayout.FIRST_GENERATION;
import static io.joinq.queue.chronicle.control.ControlLayout.MAX_ATTEMPTS;
import static io.joinq.queue.chronicle.control.ControlLayout.PROGRESSED;
import static io.joinq.queue.chronicle.control.ControlLayout.SEQUENCE;
import static io.joinq.queue.chronicle.control.ControlLayout.WORD;

import io.joinq.queue.QueueConfig;
import java.time.Duration;

/**
 * The lease slots in the control file; {@link ControlLayout} specifies them. Reads and writes
 * words, and makes no transitions.
 */
public final class LeaseSlots {
  private static final int GENERATION_BITS = 20;
  private static final long GENERATION_MASK = (1L << GENERATION_BITS) - 1;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ControlFile control;

  public LeaseSlots(ControlFile control) {
    this.control = control;
  }

  public int size() {
    return control.shape().slots();
  }

  public long word(int slot) {
    return control.get(at(slot, WORD));
  }

  /**
   * Changes the word of a slot that the caller owns. Who sees the word sees the fields.
   *
   * @throws IllegalStateException if it is another's by now, because this process was taken for
   *     dead: it must change nothing any more
   */
  public void requireWord(int slot, long expected, long word) {
    if (!compareAndSetWord(slot, expected, word)) {
      throw new IllegalStateException("slot " + slot + " was taken from this process");
    }
  }

  public boolean compareAndSetWord(int slot, long expected, long word) {
    return control.compareAndSet(at(slot, WORD), expected, word);
  }

  public long sequence(int slot) {
    return control.getPlain(at(slot, SEQUENCE));
  }

  /** Writes the fields of a fresh claim; the slot is RESERVED by the caller. */
  public void describe(int slot, long word, long sequence, QueueConfig config) {
    control.setPlain(at(slot, SEQUENCE), sequence);
    control.setPlain(at(slot, FIRST_GENERATION), SlotWord.generation(word));
    control.setPlain(at(slot, ENQUEUED_AT), control.getPlain(control.enqueuedAt(sequence)));
    control.setPlain(at(slot, CLAIMED_AT), System.currentTimeMillis());
    control.setPlain(at(slot, MAX_ATTEMPTS), config.maxAttempts());
    control.setPlain(at(slot, DEADLINE), deadline(word, config.leaseTimeout().toNanos()));
    control.setPlain(at(slot, PROGRESSED), deadline(word, 0));
  }

  /** Writes the fields of a repeated claim; the slot is LEASED by the caller. */
  public void describeAgain(int slot, long word, QueueConfig config) {
    control.setPlain(at(slot, CLAIMED_AT), System.currentTimeMillis());
    control.setPlain(at(slot, MAX_ATTEMPTS), config.maxAttempts());
    startLease(slot, word, config.leaseTimeout().toNanos());
    startSilence(slot, word);
  }

  /** The generation at which the slot got its task. */
  long firstGeneration(int slot) {
    return control.getPlain(at(slot, FIRST_GENERATION));
  }

  public int maxAttempts(int slot) {
    return (int) control.getPlain(at(slot, MAX_ATTEMPTS));
  }

  public long claimedAt(int slot) {
    return control.getPlain(at(slot, CLAIMED_AT));
  }

  public long enqueuedAt(int slot) {
    return control.getPlain(at(slot, ENQUEUED_AT));
  }

  /**
   * Whether the lease time of this word is over. The deadline carries the generation it was set
   * for: if that is another, the claimer has not come to set it, and gets a full lease time from
   * now.
   */
  public boolean isExpired(int slot, long word, long leaseNanos) {
    long deadline = control.get(at(slot, DEADLINE));
    if ((deadline & GENERATION_MASK) != (word & GENERATION_MASK)) {
      control.compareAndSet(at(slot, DEADLINE), deadline, deadline(word, leaseNanos));
      return false;
    }
    return deadline >>> GENERATION_BITS < System.nanoTime() / NANOS_PER_MILLI;
  }

  /** Extends the lease, unless the slot already has the deadline of another generation. */
  public void renew(int slot, long word, long leaseNanos) {
    long deadline = control.get(at(slot, DEADLINE));
    if ((deadline & GENERATION_MASK) == (word & GENERATION_MASK)) {
      control.compareAndSet(at(slot, DEADLINE), deadline, deadline(word, leaseNanos));
    }
  }

  /** Also if a process with another lease time has set a deadline for this word already. */
  private void startLease(int slot, long word, long leaseNanos) {
    long deadline;
    do {
      // Read before the word: once another delivery has set its deadline, the CAS fails.
      deadline = control.get(at(slot, DEADLINE));
    } while (word(slot) == word
        && !control.compareAndSet(at(slot, DEADLINE), deadline, deadline(word, leaseNanos)));
  }

  /** Records the start of this word's silence, by the monotonic clock. */
  private void startSilence(int slot, long word) {
    long progressed = control.get(at(slot, PROGRESSED));
    if ((progressed & GENERATION_MASK) != (word & GENERATION_MASK)) {
      control.compareAndSet(at(slot, PROGRESSED), progressed, deadline(word, 0));
    }
  }

  private static long deadline(long word, long leaseNanos) {
    long millis = (System.nanoTime() + leaseNanos) / NANOS_PER_MILLI;
    return millis << GENERATION_BITS | (word & GENERATION_MASK);
  }

  /** Notes that the owner of this word makes progress, unless it is no more. */
  public void progress(int slot, long word) {
    // Read before the word: once another delivery has noted its own progress, the CAS fails.
    long progressed = control.get(at(slot, PROGRESSED));
    if (word(slot) == word) {
      control.compareAndSet(at(slot, PROGRESSED), progressed, deadline(word, 0));
    }
  }

  /** How long the owner of this word has shown no progress. */
  public Duration sinceProgress(int slot, long word) {
    long progressed = control.get(at(slot, PROGRESSED));
    // Zero says that none was ever noted in this slot, also to a word whose generation ends in 0.
    if (progressed == 0 || (progressed & GENERATION_MASK) != (word & GENERATION_MASK)) {
      // The claimer has not come to note its claim; if it never does, its lease runs out.
      return Duration.ZERO;
    }
    long now = System.nanoTime() / NANOS_PER_MILLI;
    return Duration.ofMillis(Math.max(0, now - (progressed >>> GENERATION_BITS)));
  }

  /** The slot in which a process holds a lease for the longest time, or -1. */
  public int oldestLeaseOf(int process) {
    int oldest = -1;
    for (int slot = 0; slot < size(); slot++) {
      if (isLeasedBy(slot, process) && (oldest < 0 || claimedAt(slot) < claimedAt(oldest))) {
        oldest = slot;
      }
    }
    return oldest;
  }

  public boolean isLeasedBy(int slot, int process) {
    long word = word(slot);
    return SlotWord.state(word) == SlotState.LEASED && SlotWord.process(word) == process;
  }

  private int at(int slot, int field) {
    return control.slot(slot) + field;
  }
}
