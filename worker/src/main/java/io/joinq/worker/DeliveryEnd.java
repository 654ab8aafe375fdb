package io.joinq.worker;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.worker.handler.FailedAttemptException;

/**
 * How a delivery is to end once its handler returns.
 *
 * @param outcome how it ends
 * @param result of {@link Outcome#DONE}
 * @param reason of every other outcome
 */
record DeliveryEnd(Outcome outcome, Result result, String reason) {
  /** The bytes that a handler returned. */
  interface Result {
    byte[] bytes();
  }

  static DeliveryEnd done(byte[] result) {
    return new DeliveryEnd(Outcome.DONE, () -> result, "");
  }

  static DeliveryEnd failed(String reason) {
    return new DeliveryEnd(Outcome.FAILED, () -> null, reason);
  }

  static DeliveryEnd retry(String reason) {
    return new DeliveryEnd(Outcome.RETRY, () -> null, reason);
  }

  static DeliveryEnd retry(Throwable failure) {
    return retry(
        failure instanceof FailedAttemptException
            ? failure.getMessage()
            : text(failure).replaceAll("\\s*\\R\\s*", " | "));
  }

  /** What it says of itself; that is code of the user's too, and may fail in its turn. */
  private static String text(Throwable failure) {
    try {
      return failure.toString();
    } catch (RuntimeException e) {
      return failure.getClass().getName();
    }
  }

  static DeliveryEnd released(String reason) {
    return new DeliveryEnd(Outcome.RELEASED, () -> null, reason);
  }

  static DeliveryEnd lost(String reason) {
    return new DeliveryEnd(Outcome.LOST, () -> null, reason);
  }

  /**
   * Tells the queue.
   *
   * @throws io.joinq.queue.LeaseLostException if the lease is lost; nothing has changed then
   * @throws io.joinq.queue.PayloadTooLargeException if the result is over the limit
   */
  void apply(JoinableQueue queue, Lease lease) {
    switch (outcome) {
      case DONE -> queue.taskDone(lease, result.bytes());
      case FAILED -> lease.fail(reason);
      case RETRY -> lease.retry(reason);
      case RELEASED -> lease.release();
      case LOST -> {
        // It is not ours to end.
      }
    }
  }
}
