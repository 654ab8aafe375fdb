package io.joinq.queue.chronicle;

import static io.joinq.queue.chronicle.control.ControlLayout.APPENDED;
import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;

import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import io.joinq.queue.chronicle.archive.ArchivedTask;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.CursorWord;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.control.SlotCauses;
import io.joinq.queue.chronicle.control.SlotState;
import io.joinq.queue.chronicle.control.SlotWord;
import io.joinq.queue.chronicle.protocol.Deliveries;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds the state of a task: in the log, in a slot, or in the archive. */
final class TaskFinder {
  private final QueueEngine engine;
  private final StatusReader reader;

  TaskFinder(QueueEngine engine, StatusReader reader) {
    this.engine = engine;
    this.reader = reader;
  }

  Optional<TaskStatus> status(TaskId id) {
    if (id.sequence() >= engine.control().get(APPENDED)) {
      return Optional.empty();
    }
    // Looked for in the order in which a task moves on, so that it cannot slip past: a cancellation
    // that is not there any more has ended its task.
    Optional<Instant> cancelledAt = engine.cancellations().cancelledAt(id.sequence());
    Optional<TaskStatus> unfinished = queued(id).or(() -> claimed(id));
    if (cancelledAt.isPresent() && unfinished.isPresent()) {
      return unfinished.map(status -> cancelled(status, cancelledAt.get()));
    }
    return unfinished.isPresent() ? unfinished : ended(id).map(ArchivedTask::status);
  }

  /** It is FAILED as far as anybody can see, though it is not passed. */
  private static TaskStatus cancelled(TaskStatus status, Instant at) {
    return new TaskStatus(
        status.id(),
        TaskState.FAILED,
        status.attempts(),
        status.enqueuedAt(),
        status.startedAt(),
        Optional.of(at),
        OptionalInt.empty(),
        status.causes());
  }

  Optional<byte[]> result(TaskId id) {
    boolean cancelled = engine.cancellations().isCancelled(id.sequence());
    Optional<byte[]> kept = engine.files().results().read(id).map(ArchivedTask::bytes);
    return kept.isEmpty() && cancelled ? Optional.of(Deliveries.CANCELLED.clone()) : kept;
  }

  private Optional<ArchivedTask> ended(TaskId id) {
    return engine.files().results().read(id).or(() -> engine.files().deadLetters().read(id));
  }

  private Optional<TaskStatus> queued(TaskId id) {
    long enqueuedAt = engine.control().get(engine.control().enqueuedAt(id.sequence()));
    if (id.sequence() < CursorWord.sequence(engine.control().get(CURSOR))) {
      return Optional.empty();
    }
    return Optional.of(
        new TaskStatus(
            id,
            TaskState.QUEUED,
            0,
            Instant.ofEpochMilli(enqueuedAt),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            List.of()));
  }

  private Optional<TaskStatus> claimed(TaskId id) {
    // Its claim may be won and not yet be in the slot, for as long as the claimer is stopped there.
    engine.claimer().help(engine.control().get(CURSOR));
    int slot = reader.slotOf(id.sequence());
    if (slot < 0) {
      return Optional.empty();
    }
    Optional<TaskStatus> status = inSlot(engine.control(), slot);
    // It may have ended, and the slot have got another task, while this was read.
    boolean still = status.filter(task -> task.id().equals(id)).isPresent();
    return still ? status : claimedAgain(id);
  }

  /** The task that a slot holds; empty if it holds none, or changed while this was read. */
  static Optional<TaskStatus> inSlot(ControlFile control, int slot) {
    LeaseSlots slots = new LeaseSlots(control);
    long word = slots.word(slot);
    if (!SlotWord.state(word).isHeld()) {
      return Optional.empty();
    }
    boolean waits = SlotWord.state(word) == SlotState.RETURNED;
    int worker = new ProcessTable(control).worker(SlotWord.process(word));
    TaskStatus status =
        new TaskStatus(
            new TaskId(slots.sequence(slot)),
            waits ? TaskState.QUEUED : TaskState.RUNNING,
            SlotWord.attempts(word) + (waits ? 0 : 1),
            Instant.ofEpochMilli(slots.enqueuedAt(slot)),
            Optional.of(Instant.ofEpochMilli(slots.claimedAt(slot))),
            Optional.empty(),
            waits || worker == 0 ? OptionalInt.empty() : OptionalInt.of(worker),
            new SlotCauses(control).of(slot, word));
    return slots.word(slot) == word ? Optional.of(status) : Optional.empty();
  }

  private Optional<TaskStatus> claimedAgain(TaskId id) {
    return reader.slotOf(id.sequence()) < 0 ? Optional.empty() : claimed(id);
  }
}
