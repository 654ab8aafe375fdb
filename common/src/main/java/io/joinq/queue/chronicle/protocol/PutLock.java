package io.joinq.queue.chronicle.protocol;

import static io.joinq.queue.chronicle.control.ControlLayout.PUT_LOCK;

import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.ProcessLocks;
import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.control.Self;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock, across all processes, that a put holds. Its word is 0 when free, otherwise {@code
 * incarnation 47 | broken 1 | process + 1 16}.
 *
 * <p>It is taken over from a dead owner only, never from one that is alive, however long that is
 * stopped: a live owner would continue to append. The new owner first repairs what the dead one may
 * have left. An owner that fails while it holds the lock leaves the word BROKEN, so that the next
 * one repairs too.
 */
public final class PutLock {
  private static final long BROKEN = 1L << 16;
  private static final long OWNER_MASK = BROKEN - 1;
  private static final int INCARNATION_SHIFT = 17;
  private static final int SPINS = 200;
  private static final long SHORTEST_PARK_NANOS = 20_000;
  private static final long LONGEST_PARK_NANOS = 1_000_000;
  private static final long LOCAL_PARK_NANOS = 50_000_000;

  private final ControlFile control;
  private final ProcessTable processes;
  private final ProcessLocks locks;
  private final int self;
  private final long mine;

  /** Threads of this JVM queue here, so that one of them at a time meets the other processes. */
  private final ReentrantLock local = new ReentrantLock();

  public PutLock(ControlFile control, ProcessTable processes, ProcessLocks locks, Self self) {
    this.control = control;
    this.processes = processes;
    this.locks = locks;
    this.self = self.process();
    this.mine = self.incarnation() << INCARNATION_SHIFT | (self.process() + 1);
  }

  /** How a call of {@link #lock} ended. */
  enum Outcome {
    TIMED_OUT,
    LOCKED,
    /** Locked, and the last owner died or failed: repair before anything else. */
    LOCKED_BROKEN
  }

  /**
   * Waits for the lock until the deadline; tries for a moment even if that is over.
   *
   * @param check called while waiting; throws when the waiting is to end
   */
  Outcome lock(Deadline deadline, Runnable check) throws InterruptedException {
    if (!local.tryLock() && !awaitLocal(deadline, check)) {
      return Outcome.TIMED_OUT;
    }
    Outcome outcome = Outcome.TIMED_OUT;
    try {
      outcome = acquire(deadline, check);
    } finally {
      if (outcome == Outcome.TIMED_OUT) {
        local.unlock();
      }
    }
    return outcome;
  }

  private boolean awaitLocal(Deadline deadline, Runnable check) throws InterruptedException {
    do {
      check.run();
      long patience = Math.max(deadline.remainingNanos(), LONGEST_PARK_NANOS);
      if (local.tryLock(Math.min(patience, LOCAL_PARK_NANOS), TimeUnit.NANOSECONDS)) {
        return true;
      }
    } while (!deadline.isOver());
    return false;
  }

  private Outcome acquire(Deadline deadline, Runnable check) throws InterruptedException {
    long park = SHORTEST_PARK_NANOS;
    for (int spins = 0; ; spins++) {
      long word = control.get(PUT_LOCK);
      if (word == 0) {
        if (control.compareAndSet(PUT_LOCK, 0, mine)) {
          return Outcome.LOCKED;
        }
      } else if (spins < SPINS) {
        Thread.onSpinWait();
      } else if (isOwnerGone(word)) {
        if (control.compareAndSet(PUT_LOCK, word, mine | BROKEN)) {
          FailPoint.REPAIR_LOCKED.reached();
          return Outcome.LOCKED_BROKEN;
        }
      } else if (deadline.isOver() && park == LONGEST_PARK_NANOS) {
        return Outcome.TIMED_OUT;
      } else {
        check.run();
        LockSupport.parkNanos(park);
        park = Math.min(2 * park, LONGEST_PARK_NANOS);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
  }

  /** Tells the others that the log and APPENDED agree again; the lock is held. */
  void repaired() {
    control.set(PUT_LOCK, mine);
  }

  /** Frees the lock; the log and APPENDED agree. */
  void unlock() {
    // Release: pairs with the CAS in acquire; the next owner sees APPENDED as this one left it.
    control.set(PUT_LOCK, 0);
    local.unlock();
  }

  /** Frees the lock; the log and APPENDED may not agree. */
  void unlockBroken() {
    control.set(PUT_LOCK, BROKEN);
    local.unlock();
  }

  /** Whether APPENDED may be behind the log because of an owner that died or failed. */
  public boolean isBroken() {
    long word = control.get(PUT_LOCK);
    return (word & BROKEN) != 0 || (word != 0 && isOwnerGone(word));
  }

  private boolean isOwnerGone(long word) {
    int owner = ownerOf(word);
    if (owner < 0 || processes.user(owner) != word >>> INCARNATION_SHIFT) {
      return true;
    }
    return owner != self && !locks.isHeldByAnother(owner);
  }

  private static int ownerOf(long word) {
    return (int) (word & OWNER_MASK) - 1;
  }

  /** Whether no put is under way, nor to be repaired. */
  public static boolean isFree(ControlFile control) {
    return control.get(PUT_LOCK) == 0;
  }

  /** The process that holds the lock, or -1 if none does that is still listed. */
  public static int owner(ControlFile control, ProcessTable processes) {
    long word = control.get(PUT_LOCK);
    int owner = ownerOf(word);
    return owner >= 0 && processes.user(owner) == word >>> INCARNATION_SHIFT ? owner : -1;
  }
}
