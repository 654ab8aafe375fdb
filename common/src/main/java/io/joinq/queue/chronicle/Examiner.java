package io.joinq.queue.chronicle;

import io.joinq.os.PidNamespace;
import io.joinq.queue.Examination;
import io.joinq.queue.QueueException;
import io.joinq.queue.QueueProcess;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskStatus;
import io.joinq.queue.chronicle.archive.ArchivedTask;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.ProcessLiveness;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.log.LogSpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/** Looks closely at a queue from outside; changes nothing and takes no lock. */
final class Examiner {
  private final QueueFiles files;
  private final StatusReader reader;
  private final ControlFile control;
  private final LeaseSlots slots;
  private final ProcessTable processes;
  private final ProcessLiveness liveness;

  Examiner(ControlFile control, ProcessLiveness liveness, QueueFiles files, StatusReader reader) {
    this.files = files;
    this.reader = reader;
    this.control = control;
    this.slots = new LeaseSlots(control);
    this.processes = new ProcessTable(control);
    this.liveness = liveness;
  }

  Examination examine() {
    List<TaskStatus> failedDeliveries = new ArrayList<>(unfinished());
    List<String> unreadable = new ArrayList<>();
    for (TaskId id : newestDeadLetters()) {
      try {
        files.deadLetters().read(id).map(ArchivedTask::status).ifPresent(failedDeliveries::add);
      } catch (QueueException e) {
        // One damaged file must not hide the others.
        unreadable.add(e.getMessage());
      }
    }
    return new Examination(
        reader.read(),
        failedDeliveries,
        processes(),
        files.folder().toFile().getUsableSpace(),
        LogSpace.NEW_SEGMENT + files.spills().largest(),
        unreadable);
  }

  private List<TaskStatus> unfinished() {
    List<TaskStatus> tasks = new ArrayList<>();
    for (int slot = 0; slot < slots.size(); slot++) {
      TaskFinder.inSlot(control, slot)
          .filter(task -> !task.causes().isEmpty())
          .ifPresent(tasks::add);
    }
    tasks.sort(Comparator.comparing(TaskStatus::id));
    return tasks;
  }

  private List<TaskId> newestDeadLetters() {
    List<TaskId> ids = files.deadLetters().list();
    List<TaskId> newest =
        new ArrayList<>(
            ids.subList(Math.max(0, ids.size() - Examination.MOST_DEAD_LETTERS), ids.size()));
    Collections.reverse(newest);
    return newest;
  }

  private List<QueueProcess> processes() {
    List<QueueProcess> open = new ArrayList<>();
    for (int i = 0; i < processes.size(); i++) {
      if (processes.user(i) != 0) {
        open.add(process(i));
      }
    }
    return open;
  }

  private QueueProcess process(int i) {
    boolean worker = processes.hasRole(i, ProcessTable.IS_WORKER);
    return new QueueProcess(
        processes.pid(i),
        worker ? OptionalInt.of(processes.worker(i)) : OptionalInt.empty(),
        liveness.exists(i),
        liveness.isStopped(i),
        Duration.ofNanos(Math.max(0, processes.silentNanos(i))),
        PidNamespace.isShown(processes.pidNamespace(i)));
  }
}
