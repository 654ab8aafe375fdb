package io.joinq.queue.chronicle;

import static io.joinq.queue.chronicle.control.ControlLayout.DIED;
import static io.joinq.queue.chronicle.control.ControlLayout.REDELIVERED;

import io.joinq.os.PidNamespace;
import io.joinq.queue.ProcessDeath;
import io.joinq.queue.ProducerStatus;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.Unfinished;
import io.joinq.queue.WorkerStatus;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.CursorWord;
import io.joinq.queue.chronicle.control.DeathRing;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.ProcessLiveness;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.control.SlotState;
import io.joinq.queue.chronicle.control.SlotWord;
import io.joinq.queue.chronicle.protocol.DeathNotices;
import io.joinq.queue.chronicle.protocol.PutLock;
import io.joinq.queue.chronicle.protocol.Shutdown;
import io.joinq.queue.chronicle.protocol.Snapshot;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads a queue's status from its control file. It changes nothing and takes no lock. */
final class StatusReader {
  private final URI url;
  private final ControlFile control;
  private final LeaseSlots slots;
  private final ProcessTable processes;
  private final ProcessLiveness liveness;
  private final QueueFiles files;

  StatusReader(URI url, ControlFile control, ProcessLiveness liveness, QueueFiles files) {
    this.url = url;
    this.control = control;
    this.slots = new LeaseSlots(control);
    this.processes = new ProcessTable(control);
    this.liveness = liveness;
    this.files = files;
  }

  QueueStatus read() {
    Snapshot snapshot = Snapshot.of(control, slots);
    long ended = snapshot.appended() - snapshot.unfinished();
    return new QueueStatus(
        url,
        control.shape().capacity(),
        snapshot.depth(),
        snapshot.held(),
        snapshot.unfinished(),
        CursorWord.isPaused(snapshot.cursor()),
        Shutdown.isShutDown(control),
        snapshot.appended(),
        Math.max(0, ended - control.get(DIED)),
        control.get(REDELIVERED),
        files.deadLetters().size(),
        oldestAge(snapshot),
        producers(),
        workers(),
        deaths());
  }

  private List<ProcessDeath> deaths() {
    List<ProcessDeath> deaths = new ArrayList<>(unnoticed());
    deaths.addAll(new DeathRing(control).newestFirst());
    deaths.sort(Comparator.comparing(ProcessDeath::at).reversed());
    return deaths;
  }

  /** Deaths that no process has recorded yet. */
  private List<ProcessDeath> unnoticed() {
    List<ProcessDeath> deaths = new ArrayList<>();
    DeathNotices notices = new DeathNotices(control);
    for (int i = 0; i < processes.size(); i++) {
      if (processes.user(i) != 0 && !liveness.exists(i)) {
        notices.unwritten(i).ifPresent(deaths::add);
      }
    }
    return deaths;
  }

  private Optional<Duration> oldestAge(Snapshot snapshot) {
    long oldest = Long.MAX_VALUE;
    for (int slot = 0; slot < slots.size(); slot++) {
      if (SlotWord.state(slots.word(slot)) == SlotState.RETURNED) {
        oldest = Math.min(oldest, slots.enqueuedAt(slot));
      }
    }
    if (snapshot.depth() > 0) {
      long next = CursorWord.sequence(snapshot.cursor());
      oldest = Math.min(oldest, control.get(control.enqueuedAt(next)));
    }
    return oldest == Long.MAX_VALUE ? Optional.empty() : Optional.of(ageOf(oldest));
  }

  private static Duration ageOf(long sinceMillis) {
    return Duration.ofMillis(Math.max(0, System.currentTimeMillis() - sinceMillis));
  }

  private List<ProducerStatus> producers() {
    int appending = PutLock.owner(control, processes);
    List<ProducerStatus> producers = new ArrayList<>();
    for (int i = 0; i < processes.size(); i++) {
      boolean listed = processes.hasRole(i, ProcessTable.PRODUCER) || i == appending;
      if (processes.user(i) != 0 && listed && liveness.exists(i)) {
        boolean isAppending = i == appending;
        producers.add(
            new ProducerStatus(
                processes.pid(i),
                processes.puts(i),
                liveness.seemsStopped(i),
                isAppending,
                isAppending ? Duration.ofNanos(processes.silentNanos(i)) : Duration.ZERO));
      }
    }
    return producers;
  }

  private List<WorkerStatus> workers() {
    List<WorkerStatus> workers = new ArrayList<>();
    for (int i = 0; i < processes.size(); i++) {
      if (processes.user(i) != 0
          && processes.hasRole(i, ProcessTable.IS_WORKER)
          && processes.hasRole(i, ProcessTable.CONSUMER)
          && liveness.exists(i)) {
        workers.add(worker(i));
      }
    }
    workers.sort(Comparator.comparingInt(WorkerStatus::worker));
    return workers;
  }

  private WorkerStatus worker(int process) {
    int slot = slots.oldestLeaseOf(process);
    boolean busy = slot >= 0;
    return new WorkerStatus(
        processes.worker(process),
        processes.pid(process),
        state(process, busy),
        busy ? Optional.of(new TaskId(slots.sequence(slot))) : Optional.empty(),
        busy ? ageOf(slots.claimedAt(slot)) : Duration.ZERO,
        longestSilenceOf(process),
        processes.restarts(process),
        processes.hasRole(process, ProcessTable.SUPERVISED),
        processes.dones(process),
        PidNamespace.isShown(processes.pidNamespace(process)));
  }

  private Duration longestSilenceOf(int process) {
    Duration longest = Duration.ZERO;
    for (int slot = 0; slot < slots.size(); slot++) {
      if (slots.isLeasedBy(slot, process)) {
        Duration silence = slots.sinceProgress(slot, slots.word(slot));
        longest = silence.compareTo(longest) > 0 ? silence : longest;
      }
    }
    return longest;
  }

  private WorkerStatus.State state(int process, boolean busy) {
    if (liveness.isStopped(process)) {
      return WorkerStatus.State.STOPPED;
    }
    if (processes.silentNanos(process) > ProcessTable.SILENT_NANOS) {
      return WorkerStatus.State.HUNG;
    }
    return busy ? WorkerStatus.State.BUSY : WorkerStatus.State.IDLE;
  }

  /** The unfinished tasks, oldest first, up to the given number. */
  List<Unfinished> unfinished(int most) {
    List<Unfinished> tasks = new ArrayList<>();
    Snapshot snapshot = Snapshot.of(control, slots);
    for (int slot = 0; slot < slots.size(); slot++) {
      if (Snapshot.isHeld(slots, slot, snapshot.cursor())) {
        tasks.add(claimed(slot, slots.word(slot)));
      }
    }
    tasks.sort(Comparator.comparing(Unfinished::id));
    long next = CursorWord.sequence(snapshot.cursor());
    for (long sequence = next; sequence < snapshot.appended(); sequence++) {
      if (tasks.size() >= most) {
        break;
      }
      tasks.add(queued(sequence));
    }
    return tasks.subList(0, Math.min(most, tasks.size()));
  }

  private Unfinished queued(long sequence) {
    return new Unfinished(
        new TaskId(sequence),
        TaskState.QUEUED,
        OptionalLong.empty(),
        OptionalInt.empty(),
        ageOf(control.get(control.enqueuedAt(sequence))));
  }

  private Unfinished claimed(int slot, long word) {
    boolean waits = SlotWord.state(word) == SlotState.RETURNED;
    int process = SlotWord.process(word);
    int worker = processes.worker(process);
    return new Unfinished(
        new TaskId(slots.sequence(slot)),
        waits ? TaskState.QUEUED : TaskState.RUNNING,
        waits ? OptionalLong.empty() : OptionalLong.of(processes.pid(process)),
        waits || worker == 0 ? OptionalInt.empty() : OptionalInt.of(worker),
        ageOf(slots.enqueuedAt(slot)));
  }

  /** The slot that holds a task now, or -1. */
  int slotOf(long sequence) {
    for (int slot = 0; slot < slots.size(); slot++) {
      if (SlotWord.state(slots.word(slot)).isHeld() && slots.sequence(slot) == sequence) {
        return slot;
      }
    }
    return -1;
  }
}
