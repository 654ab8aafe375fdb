package io.joinq.queue;

import java.time.Instant;

/**
 * Why a delivery of a task failed.
 *
 * @param attempt number of the delivery, from 1
 * @param cause what ended it
 * @param detail a signal or the message of an exception; may be empty
 * @param pid the process that held the lease
 * @param at when the end was noticed
 */
public record Redelivery(int attempt, Cause cause, String detail, long pid, Instant at) {

  /** The code is what is stored; it never changes its meaning. */
  public enum Cause {
    /** The process that held the lease is gone; the detail is that of its {@link ProcessDeath}. */
    WORKER_DIED(1),
    /** The lease was not renewed in time: its owner is stopped, hung or slow. */
    LEASE_EXPIRED(2),
    /** The handler failed and asked for another attempt; the detail is its reason. */
    HANDLER_FAILED(3),
    /** The owner handed the task back unharmed; uses no attempt. */
    RELEASED(4),
    /** What was put is not there any more as it was put; the task is a dead letter at once. */
    DAMAGED(5);

    private final int code;

    Cause(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }

    /**
     * @throws IllegalArgumentException if no cause has this code
     */
    public static Cause of(int code) {
      for (Cause cause : values()) {
        if (cause.code == code) {
          return cause;
        }
      }
      throw new IllegalArgumentException("unknown redelivery cause " + code);
    }
  }
}
