package io.joinq.queue.chronicle;

import static io.joinq.queue.chronicle.control.ControlLayout.APPENDED;
import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;

import io.joinq.os.ProcFs;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.CursorWord;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.ProcessLocks;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.control.QueueShape;
import io.joinq.queue.chronicle.control.Self;
import io.joinq.queue.chronicle.control.SlotWord;
import io.joinq.queue.chronicle.control.WaitQueues;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.queue.chronicle.files.OpenErrors;
import io.joinq.queue.chronicle.log.Checkpoint;
import io.joinq.queue.chronicle.log.SegmentNames;
import io.joinq.queue.chronicle.log.TaskLog;
import io.joinq.queue.chronicle.protocol.Deadline;
import io.joinq.queue.chronicle.protocol.Deliveries;
import io.joinq.queue.chronicle.protocol.Reaper;
import io.joinq.queue.chronicle.protocol.Shutdown;
import io.joinq.queue.chronicle.repair.OpenCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this process joins a queue: checks or creates its files, takes a place in the process table,
 * and opens the log. It takes no lock that a stopped producer may hold, so that workers can come
 * while one is stopped.
 *
 * <p>One process at a time does this, under the kernel's lock on the open byte, which goes with the
 * process if it dies.
 */
record EngineOpener(
    QueueFiles files,
    FolderWatch watch,
    ControlFile control,
    ProcessLocks locks,
    Self self,
    TaskLog log) {

  private static final Logger LOG = LoggerFactory.getLogger(EngineOpener.class);
  private static final Duration PATIENCE =
      Duration.ofMillis(Integer.getInteger("joinq.openPatience", 10_000));
  private static final long POLL_NANOS = 5_000_000;

  /**
   * @throws QueueOpenException if the queue cannot be opened; nothing is held then
   */
  static EngineOpener open(QueueIdentity identity, QueueFiles files, QueueConfig config) {
    files.create();
    TaskLog.load(files.log());
    ProcessLocks locks = new ProcessLocks(files.processLocks());
    boolean opened = false;
    try {
      lockOpening(locks, files);
      EngineOpener parts = openLocked(identity, files, config, locks);
      locks.unlockOpen();
      opened = true;
      return parts;
    } catch (IOException e) {
      throw OpenErrors.of("open the queue in", files.folder(), e);
    } finally {
      if (!opened) {
        locks.close();
      }
    }
  }

  /** Waits as long as others come and go; not for one that stays. */
  private static void lockOpening(ProcessLocks locks, QueueFiles files) {
    Deadline deadline = Deadline.after(PATIENCE);
    int holder = -1;
    while (!locks.tryLockOpen()) {
      int present = locks.openHolder();
      if (present != holder) {
        holder = present;
        deadline = Deadline.after(PATIENCE);
      }
      if (deadline.isOver()) {
        throw new QueueOpenException(
            "cannot open the queue in "
                + files.folder()
                + ": process "
                + holder
                + " has been opening it for "
                + PATIENCE.toMillis()
                + " ms; let it go on or end it");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    FailPoint.OPEN_LOCKED.reached();
  }

  private static EngineOpener openLocked(
      QueueIdentity identity, QueueFiles files, QueueConfig config, ProcessLocks locks)
      throws IOException {
    ControlFile control = openControl(files, config);
    FolderWatch watch = new FolderWatch(identity, files);
    ProcessTable processes = new ProcessTable(control);
    boolean first = isFirst(processes, locks);
    if (first) {
      OpenCheck.requireSound(files, control);
      new Checkpoint(files.checkpoint()).deleteUnfinished();
    }
    TaskLog log = TaskLog.open(files.log(), control.shape().segmentTasks(), control.get(APPENDED));
    boolean opened = false;
    try {
      FailPoint.OPEN_LOG_OPENED.reached();
      if (first) {
        Shutdown.reopen(control);
        agreeAfterReboot(files, control, log);
      }
      Self self = takePlace(files, control, locks, log, config);
      opened = true;
      return new EngineOpener(files, watch, control, locks, self, log);
    } finally {
      if (!opened) {
        log.close();
      }
    }
  }

  private static ControlFile openControl(QueueFiles files, QueueConfig config) throws IOException {
    int capacity = config.capacity().orElse(QueueConfig.DEFAULT_CAPACITY);
    if (!Files.exists(files.control())) {
      if (hasSegments(files)) {
        throw new QueueOpenException(
            files.control()
                + " is missing, but "
                + files.log()
                + " has tasks; nothing was changed. "
                + ControlFile.REMEDY
                + " --capacity N, or move the folder "
                + files.folder()
                + " away to begin anew");
      }
      createControl(files, capacity);
    }
    ControlFile control = ControlFile.open(files.control(), true);
    int actual = control.shape().capacity();
    if (config.capacity().isPresent() && actual != capacity) {
      throw new QueueOpenException(
          "the queue in "
              + files.folder()
              + " has capacity "
              + actual
              + ", not "
              + capacity
              + "; open it with --capacity "
              + actual
              + " or without, or choose another folder with --queue");
    }
    return control;
  }

  private static boolean hasSegments(QueueFiles files) throws IOException {
    return !SegmentNames.in(files.log()).isEmpty();
  }

  private static void createControl(QueueFiles files, int capacity) {
    try {
      QueueShape shape = QueueShape.forCapacity(capacity);
      ControlFile.create(files.control(), shape, ProcFs.bootId());
    } catch (IOException e) {
      throw OpenErrors.of("create", files.control(), e);
    }
  }

  private static boolean isFirst(ProcessTable processes, ProcessLocks locks) {
    for (int i = 0; i < processes.size(); i++) {
      if (processes.user(i) != 0 && locks.isHeldByAnother(i)) {
        return false;
      }
    }
    return true;
  }

  /** The last thing to be done: once this process is listed, others expect it to be at work. */
  private static Self takePlace(
      QueueFiles files, ControlFile control, ProcessLocks locks, TaskLog log, QueueConfig config) {
    ProcessTable processes = new ProcessTable(control);
    WaitQueues waitQueues = new WaitQueues(control);
    Deliveries deliveries = new Deliveries(control, processes, waitQueues, files, log);
    Reaper reaper = new Reaper(control, processes, locks, deliveries);
    for (int i = 0; i < processes.size(); i++) {
      if (!reaper.reapPlace(i)) {
        continue;
      }
      FailPoint.OPEN_PLACE_REAPED.reached();
      if (locks.tryLock(i)) {
        FailPoint.OPEN_PROCESS_LOCKED.reached();
        Self self =
            new Self(i, processes.list(i, config.worker().orElse(null), locks::isHeldByAnother));
        FailPoint.OPEN_PROCESS_LISTED.reached();
        return self;
      }
    }
    throw new QueueOpenException(
        "the queue in "
            + files.folder()
            + " is open in "
            + processes.size()
            + " processes, which is the most; close one of them");
  }

  /**
   * Reconciles the control file and the log after a reboot, which may have lost unsynced parts of
   * either. No other process has the queue open, and none can open it meanwhile.
   */
  private static void agreeAfterReboot(QueueFiles files, ControlFile control, TaskLog log) {
    if (control.bootId().equals(ProcFs.bootId())) {
      return;
    }
    log.clearLock();
    long count = log.countFromScratch();
    control.set(APPENDED, count);
    OptionalLong checkpoint = new Checkpoint(files.checkpoint()).read();
    if (checkpoint.isPresent()) {
      deliverAgain(control, Math.max(checkpoint.getAsLong(), log.firstSequence()), count);
    }
    long cursor = control.get(CURSOR);
    if (CursorWord.sequence(cursor) > count) {
      LOG.error(
          "the log in {} ends at task-{}, but tasks up to task-{} were claimed: the power or the"
              + " disk failed, and the tasks that were put last are lost",
          files.log(),
          count - 1,
          CursorWord.sequence(cursor) - 1);
      control.set(CURSOR, CursorWord.movedTo(cursor, count));
    }
    control.setBootId(ProcFs.bootId());
  }

  /**
   * Begins again at the checkpoint: the pages of CURSOR and of the slots may be of different times,
   * so neither says what has ended. More tasks than the capacity may wait then.
   */
  private static void deliverAgain(ControlFile control, long from, long count) {
    LeaseSlots slots = new LeaseSlots(control);
    for (int slot = 0; slot < slots.size(); slot++) {
      long word = slots.word(slot);
      slots.requireWord(slot, word, SlotWord.freed(word));
    }
    long cursor = control.get(CURSOR);
    control.set(CURSOR, CursorWord.movedTo(cursor, Math.min(from, count)));
    LOG.warn(
        "this is the first start after a reboot: delivery begins again at task-{}, {} tasks wait;"
            + " puts find the queue full while these are {} or more",
        from,
        Math.max(0, count - from),
        control.shape().capacity());
  }
}
