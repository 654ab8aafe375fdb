package io.joinq.queue.chronicle.protocol;

import static io.joinq.queue.chronicle.control.ControlLayout.DIED;
import static io.joinq.queue.chronicle.control.ControlLayout.RETURNS;

import io.joinq.queue.ProcessDeath;
import io.joinq.queue.QueueException;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.archive.TaskArchive;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.DeathRing;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.control.SlotCauses;
import io.joinq.queue.chronicle.control.SlotState;
import io.joinq.queue.chronicle.control.SlotWord;
import io.joinq.queue.chronicle.control.WaitQueues;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.queue.chronicle.log.TaskLog;
import io.joinq.queue.chronicle.log.TaskRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends deliveries: all transitions out of LEASED, COMPLETING and DEAD_LETTERING, for the owner and
 * for processes that act in its place. One CAS from the token decides each; any process may
 * complete what follows, any number of times.
 */
public final class Deliveries {
  /** The result of a task that was cancelled. */
  public static final byte[] CANCELLED = "cancelled".getBytes(StandardCharsets.UTF_8);

  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
  private static final AtomicLong FILES = new AtomicLong();

  private final ControlFile control;
  private final LeaseSlots slots;
  private final SlotCauses causes;
  private final DeathRing deaths;
  private final ProcessTable processes;
  private final WaitQueues waitQueues;
  private final QueueFiles files;
  private final TaskLog log;

  public Deliveries(
      ControlFile control,
      ProcessTable processes,
      WaitQueues waitQueues,
      QueueFiles files,
      TaskLog log) {
    this.control = control;
    this.slots = new LeaseSlots(control);
    this.causes = new SlotCauses(control);
    this.deaths = new DeathRing(control);
    this.processes = processes;
    this.waitQueues = waitQueues;
    this.files = files;
    this.log = log;
  }

  /** Ends a delivery without keeping anything. Returns false if the token is stale. */
  public boolean done(int slot, long token, boolean spilled) {
    long sequence = slots.sequence(slot);
    if (!slots.compareAndSetWord(slot, token, SlotWord.freed(token))) {
      return false;
    }
    processes.countDone(SlotWord.process(token));
    afterEnd(sequence, spilled);
    return true;
  }

  /** Ends a delivery and keeps what came of it. Returns false if the token is stale. */
  public boolean complete(int slot, long token, TaskState state, byte[] bytes) {
    return complete(slot, token, statusOf(slot, token, slots.sequence(slot), state), bytes);
  }

  private boolean complete(int slot, long token, TaskStatus status, byte[] bytes) {
    long sequence = status.id().sequence();
    String name = resultName(token);
    files.results().stage(status, bytes, name);
    FailPoint.DONE_RESULT_STAGED.reached();
    long completing = SlotWord.in(token, SlotState.COMPLETING);
    if (!slots.compareAndSetWord(slot, token, completing)) {
      files.results().unstage(sequence, name);
      return false;
    }
    FailPoint.DONE_COMPLETING.reached();
    processes.countDone(SlotWord.process(token));
    finishCompleting(slot, completing);
    return true;
  }

  /**
   * Ends a cancelled task, which its taker has not delivered. Returns false if the token is stale.
   */
  boolean cancel(int slot, long token) {
    long sequence = slots.sequence(slot);
    try {
      TaskStatus status = statusOf(slot, token, sequence, TaskState.FAILED);
      return complete(slot, token, undelivered(status), CANCELLED);
    } catch (QueueException e) {
      LOG.warn("cannot store as its result that task-{} was cancelled", sequence, e);
      return done(slot, token, true);
    }
  }

  /** It was taken only to be ended: that was no attempt, and not by a worker. */
  private static TaskStatus undelivered(TaskStatus status) {
    int attempts = status.attempts() - 1;
    return new TaskStatus(
        status.id(),
        status.state(),
        attempts,
        status.enqueuedAt(),
        attempts == 0 ? Optional.empty() : status.startedAt(),
        status.finishedAt(),
        OptionalInt.empty(),
        status.causes());
  }

  /** A process that finds the slot COMPLETING finds the result under this name. */
  private static String resultName(long word) {
    return Long.toString(SlotWord.generation(word));
  }

  /** The slot's task as it ends now; meaningless, and not used, if the token is stale. */
  private TaskStatus statusOf(int slot, long token, long sequence, TaskState state) {
    int worker = processes.worker(SlotWord.process(token));
    boolean dead = state == TaskState.DEAD;
    return new TaskStatus(
        new TaskId(sequence),
        state,
        SlotWord.attempts(token) + (dead ? 0 : 1),
        Instant.ofEpochMilli(slots.enqueuedAt(slot)),
        Optional.of(Instant.ofEpochMilli(slots.claimedAt(slot))),
        Optional.of(Instant.now()),
        worker == 0 ? OptionalInt.empty() : OptionalInt.of(worker),
        causes.of(slot, token));
  }

  private void finishCompleting(int slot, long completing) {
    long sequence = slots.sequence(slot);
    if (slots.word(slot) != completing) {
      return;
    }
    files.results().publish(sequence, resultName(completing));
    completeCauses(files.results(), slot, completing);
    FailPoint.DONE_RESULT_PUBLISHED.reached();
    if (slots.compareAndSetWord(slot, completing, SlotWord.freed(completing))) {
      afterEnd(sequence, true);
    }
  }

  private void afterEnd(long sequence, boolean mayHaveSpilled) {
    FailPoint.DONE_FREED.reached();
    // Delivery may begin again at the checkpoint: the sweep deletes what is below it.
    if (mayHaveSpilled && !files.isSynced()) {
      files.spills().delete(sequence);
    }
    waitQueues.joined.wakeAll();
  }

  /** Gives the task back without having used an attempt. Returns false if the token is stale. */
  public boolean release(int slot, long token, String detail) {
    return end(slot, token, SlotState.RETURNED, Redelivery.Cause.RELEASED, detail);
  }

  /** Gives the task back after an attempt, or buries it after the last. False if stale. */
  public boolean retry(int slot, long token, Redelivery.Cause cause, String detail) {
    return end(slot, token, afterAttempt(slot, token), cause, detail);
  }

  /** As {@link #retry}, for an owner that has died, whose death is written. */
  boolean retryOfDead(int slot, long token) {
    int attempt = SlotWord.attempts(token) + 1;
    Redelivery cause = cause(token, attempt, Redelivery.Cause.WORKER_DIED);
    return end(slot, token, afterAttempt(slot, token), cause);
  }

  private SlotState afterAttempt(int slot, long token) {
    boolean last = SlotWord.attempts(token) + 1 >= slots.maxAttempts(slot);
    return last ? SlotState.DEAD_LETTERING : SlotState.RETURNED;
  }

  /** Makes a damaged task a dead letter, however many attempts it has left. False if stale. */
  boolean bury(int slot, long token, String detail) {
    return end(slot, token, SlotState.DEAD_LETTERING, Redelivery.Cause.DAMAGED, detail);
  }

  private boolean end(
      int slot, long token, SlotState state, Redelivery.Cause cause, String detail) {
    long pid = processes.pid(SlotWord.process(token));
    int attempt = SlotWord.attempts(token) + 1;
    return end(slot, token, state, new Redelivery(attempt, cause, detail, pid, Instant.now()));
  }

  private boolean end(int slot, long token, SlotState state, Redelivery cause) {
    boolean counts = cause.cause() != Redelivery.Cause.RELEASED;
    int attempts = SlotWord.attempts(token) + (counts ? 1 : 0);
    long ended = SlotWord.ended(token, state, cause.cause(), attempts);
    if (!slots.compareAndSetWord(slot, token, ended)) {
      return false;
    }
    FailPoint.RETURN_ENDED.reached();
    writeCause(slot, ended, cause);
    if (state == SlotState.DEAD_LETTERING) {
      FailPoint.DEAD_LETTER_BEGUN.reached();
      finishDeadLettering(slot, ended);
    } else {
      announceReturn();
    }
    return true;
  }

  private void writeCause(int slot, long ended, Redelivery cause) {
    causes.write(slot, SlotWord.generation(ended), cause);
    // The detail of a death may have been reported while this was written.
    deaths.newestFirst().stream().filter(death -> death.ended(cause)).forEach(causes::complete);
    FailPoint.RETURN_CAUSE_WRITTEN.reached();
  }

  /** Records the cause of a return whose process died before it could. */
  void ensureCause(int slot, long ended) {
    if (!causes.has(slot, SlotWord.generation(ended))) {
      int attempt = Math.max(1, SlotWord.attempts(ended));
      writeCause(slot, ended, cause(ended, attempt, SlotWord.cause(ended)));
    }
  }

  private Redelivery cause(long word, int attempt, Redelivery.Cause cause) {
    int process = SlotWord.process(word);
    Optional<ProcessDeath> death =
        cause == Redelivery.Cause.WORKER_DIED ? deaths.lastAt(process) : Optional.empty();
    return death
        .map(d -> new Redelivery(attempt, cause, d.detail(), d.pid(), d.at()))
        .orElseGet(() -> new Redelivery(attempt, cause, "", processes.pid(process), Instant.now()));
  }

  /** The detail of a death may have been reported while this task's end was written. */
  private void completeCauses(TaskArchive archive, int slot, long word) {
    if (causes.of(slot, word).stream().anyMatch(c -> c.cause() == Redelivery.Cause.WORKER_DIED)) {
      archive.completeCauses(new TaskId(slots.sequence(slot)), deaths::completed);
    }
  }

  private void announceReturn() {
    control.add(RETURNS, 1);
    waitQueues.notEmpty.wakeOne();
  }

  /** Gives back a task whose claimer died before it was delivered: no attempt was made. */
  void returnWonIntent(int slot, long intent) {
    long leased = SlotWord.in(intent, SlotState.LEASED);
    if (slots.compareAndSetWord(slot, intent, leased)) {
      release(slot, leased, "its claimer died before the delivery");
    }
  }

  /** Completes what is decided for this word, also for another process. */
  void rollForward(int slot, long word) {
    switch (SlotWord.state(word)) {
      case COMPLETING -> finishCompleting(slot, word);
      case DEAD_LETTERING -> {
        ensureCause(slot, word);
        finishDeadLettering(slot, word);
      }
      case FREE, RESERVED, INTENT, LEASED, RETURNED -> {
        // Nothing is decided.
      }
    }
  }

  private void finishDeadLettering(int slot, long deadLettering) {
    long sequence = slots.sequence(slot);
    byte[] payload = payloadForDeadLetter(sequence);
    TaskStatus status = statusOf(slot, deadLettering, sequence, TaskState.DEAD);
    if (slots.word(slot) != deadLettering) {
      return;
    }
    // Several may do this at once, each with a file of its own: none is written once published.
    String own =
        SlotWord.generation(deadLettering)
            + "-"
            + ProcessHandle.current().pid()
            + "-"
            + FILES.incrementAndGet();
    files.deadLetters().stage(status, payload, own);
    if (slots.word(slot) != deadLettering) {
      files.deadLetters().unstage(sequence, own);
      return;
    }
    FailPoint.DEAD_LETTER_STAGED.reached();
    files.deadLetters().publish(sequence, own);
    completeCauses(files.deadLetters(), slot, deadLettering);
    FailPoint.DEAD_LETTER_WRITTEN.reached();
    if (slots.compareAndSetWord(slot, deadLettering, SlotWord.freed(deadLettering))) {
      control.add(DIED, 1);
      afterEnd(sequence, true);
    }
  }

  /**
   * Has the dead letter of a task belong to nobody any more, before it is deleted: whoever is about
   * to publish it again finds either the slot's word changed or the file that it staged gone.
   */
  public void finishDeadLettering(TaskId id) {
    for (int slot = 0; slot < slots.size(); slot++) {
      long word = slots.word(slot);
      if (SlotWord.state(word) == SlotState.DEAD_LETTERING
          && slots.sequence(slot) == id.sequence()) {
        rollForward(slot, word);
      }
    }
  }

  /**
   * A payload that is damaged is dead-lettered as it can be read: not at all; the cause says so.
   */
  private byte[] payloadForDeadLetter(long sequence) {
    try {
      Optional<TaskRecord> record = log.read(sequence);
      return record.isEmpty() ? new byte[0] : record.get().payload(files.spills());
    } catch (TaskRecord.DamagedRecordException e) {
      return new byte[0];
    }
  }
}
