package io.joinq.worker;

import io.joinq.queue.Lease;
import io.joinq.worker.handler.Task;
import java.time.Duration;
import java.util.Optional;

/**
 * A task while a thread handles it. Others may interrupt that thread once, and only while it
 * handles this task: the interrupt never reaches what the thread does next.
 */
final class RunningTask {
  /** Why a thread was interrupted. */
  enum Interruption {
    LEASE_LOST,
    TIMED_OUT,
    WORKER_STOPS
  }

  private final Lease lease;
  private final Task task;
  private final Thread thread;
  private final long startedNanos = System.nanoTime();
  // Written by the handler, read by the thread of the deadlines.
  private volatile long progressNanos = startedNanos;
  private boolean ended;
  private Interruption interruption;

  /** To be made by the thread that handles the task. */
  RunningTask(Lease lease) {
    this.lease = lease;
    this.task = Task.of(lease, this::progress);
    this.thread = Thread.currentThread();
  }

  Lease lease() {
    return lease;
  }

  Task task() {
    return task;
  }

  /** The thread that handles it. */
  Thread thread() {
    return thread;
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  private boolean progress() {
    progressNanos = System.nanoTime();
    return lease.progress();
  }

  /** Since its handler began, or last said that it makes progress. */
  Duration sinceProgress() {
    return Duration.ofNanos(System.nanoTime() - progressNanos);
  }

  /**
   * Interrupts the handling, unless it has ended or was interrupted before.
   *
   * @return whether it did
   */
  synchronized boolean interrupt(Interruption why) {
    if (ended || interruption != null) {
      return false;
    }
    interruption = why;
    thread.interrupt();
    return true;
  }

  /**
   * Says that the handler is done with the task, well or not. Called by the thread that handled it.
   *
   * @return why it was interrupted, if it was
   */
  synchronized Optional<Interruption> end() {
    ended = true;
    // The interrupt flag must not reach what this thread does next.
    Thread.interrupted();
    return Optional.ofNullable(interruption);
  }

  /** Why it was interrupted, if it was. */
  synchronized Optional<Interruption> interruption() {
    return Optional.ofNullable(interruption);
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  @Override
  public String toString() {
    return task.toString();
  }
}
