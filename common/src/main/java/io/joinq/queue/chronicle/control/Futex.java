package io.joinq.queue.chronicle.control;

import com.sun.jna.Pointer;
import io.joinq.os.Libc;
import java.util.concurrent.locks.LockSupport;

/**
 * A word of the control file on which threads of all processes sleep. Bit 0 says that a thread may
 * be asleep; the other bits count wake-ups.
 *
 * <pre>
 * waiter: v = prepare(); test the condition again; sleep(v)
 * waker:  change the condition; wake()
 * </pre>
 *
 * <p>If the condition changes before the sleep, the word has changed too, and the waiter does not
 * sleep. No sleep is longer than 50 ms, so a wake-up lost with a killed waker is a delay and never
 * a hang. Without futexes (another processor, or {@code -Djoinq.futex=false}) a waiter polls every
 * millisecond.
 */
public final class Futex {
  static final long LONGEST_SLEEP_NANOS = 50_000_000;
  private static final long POLL_NANOS = 1_000_000;
  private static final int ASLEEP = 1;
  private static final int ALL = Integer.MAX_VALUE;
  private static final int FUTEX =
      Boolean.parseBoolean(System.getProperty("joinq.futex", "true")) ? Libc.futexNumber() : -1;

  private final ControlFile control;
  private final int offset;
  private final Pointer address;

  Futex(ControlFile control, int offset) {
    this.control = control;
    this.offset = offset;
    this.address = control.address(offset);
  }

  /** Announces a waiter; returns what {@link #sleep} expects. */
  public int prepare() {
    while (true) {
      int value = control.getInt(offset);
      // Always a new value: a waker that found no sleeper must not clear the mark of a later one.
      int prepared = value + 2 | ASLEEP;
      if (control.compareAndSetInt(offset, value, prepared)) {
        return prepared;
      }
    }
  }

  /**
   * Sleeps until woken, at most for the timeout; may return spuriously.
   *
   * @throws InterruptedException if interrupted, at the latest when the sleep ends
   */
  public void sleep(int prepared, long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (FUTEX >= 0) {
      Libc.futexWait(FUTEX, address, prepared, Math.min(nanos, LONGEST_SLEEP_NANOS));
    } else {
      LockSupport.parkNanos(Math.min(nanos, POLL_NANOS));
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Wakes one waiter. */
  public void wakeOne() {
    wake(1);
  }

  public void wakeAll() {
    wake(ALL);
  }

  private void wake(int most) {
    int value = control.getInt(offset);
    while ((value & ASLEEP) != 0) {
      int next = value + 2;
      if (control.compareAndSetInt(offset, value, next)) {
        boolean nobodyLeft = FUTEX < 0 || Libc.futexWake(FUTEX, address, most) == 0 || most == ALL;
        if (nobodyLeft) {
          // Fails if a waiter has come since; then the bit stays and the next waker calls again.
          control.compareAndSetInt(offset, next, next & ~ASLEEP);
        }
        return;
      }
      value = control.getInt(offset);
    }
  }
}
