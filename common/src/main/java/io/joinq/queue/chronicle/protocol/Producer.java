package io.joinq.queue.chronicle.protocol;

import static io.joinq.queue.chronicle.control.ControlLayout.APPENDED;
import static io.joinq.queue.chronicle.control.ControlLayout.CURSOR;

import io.joinq.queue.DiskFullException;
import io.joinq.queue.QueueShutdownException;
import io.joinq.queue.TaskId;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.CursorWord;
import io.joinq.queue.chronicle.control.Futex;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.control.Self;
import io.joinq.queue.chronicle.control.WaitQueues;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.queue.chronicle.log.SpillFiles;
import io.joinq.queue.chronicle.log.TaskLog;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Appends tasks to the log, and repairs what a dead producer left. */
public final class Producer {
  private static final long FULL = -1;
  private static final long WITHDRAWN = -2;
  private static final int SPINS = 2_000;

  private final ControlFile control;
  private final PutLock lock;
  private final TaskLog log;
  private final SpillFiles spills;
  private final WaitQueues waitQueues;
  private final ProcessTable processes;
  private final Self self;

  /** CURSOR's sequence as last read: never more than it is now. */
  private volatile long takenSeen;

  public Producer(
      ControlFile control,
      PutLock lock,
      TaskLog log,
      SpillFiles spills,
      WaitQueues waitQueues,
      ProcessTable processes,
      Self self) {
    this.control = control;
    this.lock = lock;
    this.log = log;
    this.spills = spills;
    this.waitQueues = waitQueues;
    this.processes = processes;
    this.self = self;
  }

  /** Puts a task; empty if the deadline came first. */
  public Optional<TaskId> put(PutRequest request) throws InterruptedException {
    try (Spill spill = spill(request)) {
      return put(request, spill);
    }
  }

  /** What a put may need besides, to be closed once the put is over. */
  Spill spill(PutRequest request) {
    return new Spill(spills, self, request.payload());
  }

  /**
   * Puts a task, or tries to once more.
   *
   * @param spill the same for each try
   * @return empty if the deadline came first
   */
  public Optional<TaskId> put(PutRequest request, Spill spill) throws InterruptedException {
    while (true) {
      requireWaiting(request);
      if (!awaitRoom(request)) {
        return Optional.empty();
      }
      spill.write();
      if (lock(request.deadline(), () -> requireWaiting(request)) != PutLock.Outcome.TIMED_OUT) {
        long sequence = appendLocked(request, spill);
        if (sequence == WITHDRAWN) {
          return Optional.empty();
        }
        if (sequence != FULL) {
          return Optional.of(accepted(sequence, spill.isNeeded(), request.sync()));
        }
      } else if (request.deadline().isOver()) {
        return Optional.empty();
      }
    }
  }

  private TaskId accepted(long sequence, boolean spilled, boolean sync) {
    FailPoint.PUT_UNLOCKED.reached();
    waitQueues.notEmpty.wakeOne();
    if (sync) {
      sync(sequence, spilled);
    }
    return new TaskId(sequence);
  }

  /** The task is there for others already; this put returns only now. */
  private void sync(long sequence, boolean spilled) {
    if (spilled) {
      spills.sync(sequence);
    }
    log.sync(sequence);
    FailPoint.PUT_SYNCED.reached();
  }

  /** Throws when this put is not to wait any longer, for room or for the lock. */
  private void requireWaiting(PutRequest request) {
    request.check().run();
    requireOpen();
  }

  private void requireOpen() {
    if (Shutdown.isShutDown(control)) {
      throw new QueueShutdownException(
          "put refused: the queue is shut down; it accepts puts again once all processes have closed it");
    }
  }

  public boolean isFull() {
    // CURSOR only grows: read before, it makes the queue look fuller than it is, never emptier. So
    // it is read again, which costs a cache line that the consumers write, only if that decides.
    if (!isFull(takenSeen)) {
      return false;
    }
    long taken = CursorWord.sequence(control.get(CURSOR));
    takenSeen = taken;
    return isFull(taken);
  }

  private boolean isFull(long taken) {
    return control.get(APPENDED) - taken >= control.shape().capacity();
  }

  private boolean awaitRoom(PutRequest request) throws InterruptedException {
    return await(
        waitQueues.notFull,
        () -> !isFull() || Shutdown.isShutDown(control),
        request.deadline(),
        request.check());
  }

  /** Waits for a condition that the wakers of a wait word may have brought about. */
  public static boolean await(
      Futex word, BooleanSupplier condition, Deadline deadline, Runnable check)
      throws InterruptedException {
    for (int spins = 0; spins < SPINS; spins++) {
      if (condition.getAsBoolean()) {
        return true;
      }
      if (deadline.isOver()) {
        return false;
      }
      Thread.onSpinWait();
    }
    while (true) {
      int prepared = word.prepare();
      if (condition.getAsBoolean()) {
        return true;
      }
      check.run();
      long remaining = deadline.remainingNanos();
      if (remaining == 0) {
        return false;
      }
      word.sleep(prepared, remaining);
    }
  }

  /** Takes the lock, and repairs what a dead owner left. */
  private PutLock.Outcome lock(Deadline deadline, Runnable check) throws InterruptedException {
    PutLock.Outcome outcome = lock.lock(deadline, check);
    if (outcome == PutLock.Outcome.LOCKED_BROKEN) {
      repairLocked();
    }
    return outcome;
  }

  /** Repairs if the lock was left by a dead owner; does not wait for a live one. */
  public void repairIfBroken() throws InterruptedException {
    if (lock.isBroken() && lock(Deadline.now(), () -> {}) != PutLock.Outcome.TIMED_OUT) {
      lock.unlock();
    }
  }

  private void repairLocked() {
    boolean repaired = false;
    try {
      log.clearLock();
      FailPoint.REPAIR_LOG_UNLOCKED.reached();
      log.setUnbegunAside(control.get(APPENDED));
      long count = log.count(control.get(APPENDED));
      FailPoint.REPAIR_COUNTED.reached();
      control.set(APPENDED, count);
      lock.repaired();
      repaired = true;
    } finally {
      if (!repaired) {
        lock.unlockBroken();
      }
    }
    waitQueues.notEmpty.wakeOne();
  }

  /** Appends under the lock, and frees it. Returns the sequence, FULL or WITHDRAWN. */
  private long appendLocked(PutRequest request, Spill spill) {
    boolean clean = false;
    try {
      FailPoint.PUT_LOCKED.reached();
      requireOpen();
      clean = true;
      if (isFull()) {
        return FULL;
      }
      if (!request.decide().getAsBoolean()) {
        return WITHDRAWN;
      }
      clean = false;
      long sequence = append(request.payload(), spill);
      clean = true;
      return sequence;
    } catch (QueueShutdownException e) {
      clean = true;
      throw e;
    } catch (DiskFullException e) {
      clean = true;
      spill.unname();
      throw e;
    } finally {
      if (clean) {
        lock.unlock();
      } else {
        lock.unlockBroken();
      }
    }
  }

  private long append(byte[] payload, Spill spill) {
    long sequence = control.get(APPENDED);
    long now = System.currentTimeMillis();
    control.setPlain(control.enqueuedAt(sequence), now);
    if (!log.append(sequence, now, payload, spill.crc(), () -> spill.name(sequence))) {
      throw new IllegalStateException("APPENDED is behind the log though its lock was clean");
    }
    FailPoint.PUT_COMMITTED.reached();
    // Release: pairs with the acquire in Claimer.isAvailable; a claimer that sees it sees the
    // record.
    control.set(APPENDED, sequence + 1);
    processes.countPut(self.process());
    FailPoint.PUT_APPENDED.reached();
    return sequence;
  }
}
