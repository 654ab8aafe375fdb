package io.joinq.server.put;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.TaskId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A put attempt that blocks the calling thread: an event loop stalls until it returns. */
final class TimedAttempt implements Attempt {
  private final JoinableQueue queue;
  private final BooleanSupplier hopeless;
  private final boolean retries;

  /**
   * @param hopeless whether waiting is of no use any more
   */
  TimedAttempt(JoinableQueue queue, BooleanSupplier hopeless, boolean retries) {
    this.queue = queue;
    this.hopeless = hopeless;
    this.retries = retries;
  }

  @Override
  public CompletableFuture<Optional<TaskId>> put(byte[] payload, Duration timeout)
      throws InterruptedException {
    return CompletableFuture.completedFuture(
        retries ? retry(payload, timeout) : offer(payload, timeout));
  }

  /** A slice at a time, to see whether it is of any use to wait. */
  private Optional<TaskId> offer(byte[] payload, Duration timeout) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + timeout.toNanos();
    while (true) {
      long leftNanos = Math.max(0, deadlineNanos - System.nanoTime());
      long sliceNanos = Math.min(leftNanos, WaitingPuts.LOOK.toNanos());
      Optional<TaskId> task = queue.offer(payload, Duration.ofNanos(sliceNanos));
      if (task.isPresent() || sliceNanos == leftNanos || hopeless.getAsBoolean()) {
        return task;
      }
    }
  }

  private Optional<TaskId> retry(byte[] payload, Duration timeout) throws InterruptedException {
    Backoff backoff = new Backoff(System.nanoTime(), timeout);
    while (true) {
      Optional<TaskId> task = queue.offer(payload);
      long now = System.nanoTime();
      if (task.isPresent() || backoff.isOver(now) || hopeless.getAsBoolean()) {
        return task;
      }
      TimeUnit.NANOSECONDS.sleep(backoff.next(now).toNanos());
    }
  }
}
