package io.joinq.queue.chronicle.control;

import static io.joinq.queue.chronicle.control.ControlLayout.DEATHS;
import static io.joinq.queue.chronicle.control.ControlLayout.DEATH_COUNT;
import static io.joinq.queue.chronicle.control.ControlLayout.DETAIL;
import static io.joinq.queue.chronicle.control.ControlLayout.DETAIL_WORDS;
import static io.joinq.queue.chronicle.control.ControlLayout.HELD;
import static io.joinq.queue.chronicle.control.ControlLayout.NAMESPACE;
import static io.joinq.queue.chronicle.control.ControlLayout.NOTICED_AT;
import static io.joinq.queue.chronicle.control.ControlLayout.SPREAD;
import static io.joinq.queue.chronicle.control.ControlLayout.WHO;
import static io.joinq.queue.chronicle.control.ControlLayout.WHOLE;

import io.joinq.queue.ProcessDeath;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The ring of recent deaths in the control file; {@link ControlLayout} specifies it. */
public final class DeathRing {
  /*
   * Any number of processes may write one death at the same time, and each may die or be stopped at
   * it, and go on when the ring has turned over. So each word bears the low bits of the number of
   * the death that it is of, and is changed by a CAS from a word of an older one: the first writer
   * of a word wins, and who comes late changes nothing. A reader believes a word that bears the
   * number it looks for.
   *
   * Of what the causes of redeliveries keep, the pid and the moment name the death: no two processes
   * with one pid die in one millisecond.
   */

  private static final int TAG_BITS = 16;
  private static final int PROCESS_BITS = 8;
  private static final int WORKER_BITS = 16;
  private static final long WORKER_MASK = (1L << WORKER_BITS) - 1;

  private final ControlFile control;

  public DeathRing(ControlFile control) {
    this.control = control;
  }

  /** A number for a death that may be written now; greater than all before. */
  public long nextNumber() {
    return control.increment(DEATHS);
  }

  /**
   * Writes a death, or what somebody else has left to be written of it.
   *
   * @param process its place in the process table
   * @param namespace that of its pid; see {@link io.joinq.os.PidNamespace}
   */
  public void write(long number, int process, long namespace, ProcessDeath death) {
    long worker = death.worker().orElse(0) & WORKER_MASK;
    long pidAndWorker = death.pid() << WORKER_BITS | worker;
    put(number, WHO, pidAndWorker << PROCESS_BITS | process);
    put(number, NAMESPACE, namespace);
    put(number, NOTICED_AT, death.at().toEpochMilli());
    put(number, HELD, death.task().map(task -> task.sequence() + 1).orElse(0L));
    for (int word = 0; word < DETAIL_WORDS; word++) {
      put(number, DETAIL + 8 * word, 0);
    }
    put(number, WHOLE, 1);
  }

  /** The death of this number; empty if it is not written, or the ring has turned over. */
  public Optional<ProcessDeath> read(long number) {
    long who = get(number, WHO);
    long at = get(number, NOTICED_AT);
    long held = get(number, HELD);
    String detail = detail(number).read();
    if (get(number, WHOLE) != 1 || who < 0 || at < 0 || held < 0) {
      return Optional.empty();
    }
    int worker = (int) (who >>> PROCESS_BITS & WORKER_MASK);
    return Optional.of(
        new ProcessDeath(
            who >>> (WORKER_BITS + PROCESS_BITS),
            worker == 0 ? OptionalInt.empty() : OptionalInt.of(worker),
            Instant.ofEpochMilli(at),
            detail,
            held == 0 ? Optional.empty() : Optional.of(new TaskId(held - 1))));
  }

  /** The numbers of the deaths that are there, newest first. */
  public List<Long> numbers() {
    List<Long> numbers = new ArrayList<>();
    long last = control.get(DEATHS);
    for (long number = last; number > Math.max(0, last - DEATH_COUNT); number--) {
      if (read(number).isPresent()) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /** The deaths that are there, newest first. */
  public List<ProcessDeath> newestFirst() {
    return numbers().stream().map(this::read).flatMap(Optional::stream).toList();
  }

  /** The last death of a process that had this place in the process table. */
  public Optional<ProcessDeath> lastAt(int process) {
    return numbers().stream()
        .filter(number -> (get(number, WHO) & (1 << PROCESS_BITS) - 1) == process)
        .findFirst()
        .flatMap(this::read);
  }

  /** Whether the pid of a death is one of this namespace. */
  public boolean isOf(long number, long namespace) {
    return get(number, NAMESPACE) == namespace;
  }

  /** Says how the process ended, unless somebody has said it. */
  public void report(long number, String text) {
    detail(number).write(text);
  }

  /** Whether the detail is known and may not have reached every cause yet. */
  public boolean isToSpread(long number) {
    return get(number, SPREAD) < 0 && !detail(number).read().isEmpty();
  }

  public void setSpread(long number) {
    put(number, SPREAD, 1);
  }

  /** The cause, with the detail of the death that it was, if that is known by now. */
  public Redelivery completed(Redelivery cause) {
    if (cause.cause() != Redelivery.Cause.WORKER_DIED || !cause.detail().isEmpty()) {
      return cause;
    }
    return newestFirst().stream()
        .filter(death -> death.ended(cause))
        .findFirst()
        .map(death -> withDetail(cause, death.detail()))
        .orElse(cause);
  }

  private static Redelivery withDetail(Redelivery cause, String detail) {
    return new Redelivery(cause.attempt(), cause.cause(), detail, cause.pid(), cause.at());
  }

  private TaggedText detail(long number) {
    return new TaggedText(control, ControlLayout.death(number) + DETAIL, DETAIL_WORDS, number);
  }

  /** Sets a word of a death unless it is set, or has gone to a later death. */
  private void put(long number, int field, long value) {
    int at = ControlLayout.death(number) + field;
    long tagged = value << TAG_BITS | (number & (1 << TAG_BITS) - 1);
    long word = control.get(at);
    while ((short) (word - number) < 0 && !control.compareAndSet(at, word, tagged)) {
      word = control.get(at);
    }
  }

  /** A word of a death; -1 if it is not set, or has gone to another. */
  private long get(long number, int field) {
    long word = control.get(ControlLayout.death(number) + field);
    return (short) word == (short) number ? word >>> TAG_BITS : -1;
  }
}
