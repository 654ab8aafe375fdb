package io.joinq.queue.chronicle.protocol;

import io.joinq.queue.TaskId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts that wait on the queue's own threads. One thread puts them, in the order of their calls;
 * another ends those whose time is over, whatever the first one waits for. Both start when they are
 * needed, and end when the engine closes.
 */
public final class AsyncPuts {
  /** How soon a put that waits sees that its handle is closed, or its future cancelled. */
  private static final long SLICE_NANOS = 10_000_000;

  /**
   * So that a put without any time is tried before it is ended, if nobody waits before it; less
   * than the 250 ms that are promised.
   */
  private static final long GRACE_NANOS = 60_000_000;

  private final Producer producer;
  private final String name;
  private final ConcurrentLinkedQueue<Pending> pending = new ConcurrentLinkedQueue<>();
  private Thread thread;
  private ScheduledThreadPoolExecutor timeouts;
  private volatile boolean closed;

  public AsyncPuts(Producer producer, String name) {
    this.producer = producer;
    this.name = name;
  }

  /**
   * Puts when there is room.
   *
   * @param request its payload must not change any more; it is decided by the future
   * @param future settled with the outcome
   */
  public void put(PutRequest request, PutFuture<?> future) {
    Pending put = new Pending(request, producer.spill(request), future);
    pending.add(put);
    // The handle may have been closed since its call began.
    put.endIfClosed();
    if (!serveLater(put)) {
      failAll();
    }
    // Never fails.
    CompletableFuture<?> unused = future.whenComplete((id, failure) -> forget(put));
  }

  /** Has the threads know of a put; false if they have ended. */
  private synchronized boolean serveLater(Pending put) {
    if (closed) {
      return false;
    }
    if (thread == null) {
      thread = daemon(this::run, "joinq-puts-" + name);
      thread.start();
    }
    LockSupport.unpark(thread);
    if (!put.request.deadline().equals(Deadline.NEVER)) {
      long nanos = put.request.deadline().remainingNanos() + GRACE_NANOS;
      put.timeout = timeouts().schedule(put::timeOut, nanos, TimeUnit.NANOSECONDS);
    }
    return true;
  }

  private ScheduledThreadPoolExecutor timeouts() {
    if (timeouts == null) {
      timeouts =
          new ScheduledThreadPoolExecutor(1, task -> daemon(task, "joinq-put-timeouts-" + name));
      timeouts.setRemoveOnCancelPolicy(true);
      timeouts.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }
    return timeouts;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Lets go of a put that has ended, unless the thread that puts does so. */
  private void forget(Pending put) {
    Future<?> timeout = put.timeout;
    if (timeout != null) {
      timeout.cancel(false);
    }
    if (!put.taken && pending.remove(put)) {
      put.spill.close();
    }
  }

  /** Ends the puts of handles that are closed by now. */
  public void endThoseOfClosedHandles() {
    pending.forEach(Pending::endIfClosed);
  }

  private void run() {
    while (!closed) {
      Pending next = pending.poll();
      if (next == null) {
        LockSupport.park(this);
        // A callback's doing: only close ends this thread.
        Thread.interrupted();
      } else {
        next.taken = true;
        serve(next);
      }
    }
    failAll();
  }

  /** Tries until the put is over, and at least once, even if its time is. */
  private void serve(Pending put) {
    try (Spill spill = put.spill) {
      Optional<TaskId> id = Optional.empty();
      while (id.isEmpty() && !put.future.isDecided()) {
        id = tryOnce(put.request, spill);
        if (id.isEmpty() && closed) {
          put.fail(closedException());
        } else if (id.isEmpty() && put.request.deadline().isOver()) {
          put.timeOut();
        }
      }
      id.ifPresent(task -> put.future.settle(Optional.of(task)));
    } catch (RuntimeException | Error e) {
      put.future.decide();
      put.future.completeExceptionally(e);
    }
  }

  private Optional<TaskId> tryOnce(PutRequest request, Spill spill) {
    long slice = Math.min(request.deadline().remainingNanos(), SLICE_NANOS);
    try {
      return producer.put(request.until(new Deadline(System.nanoTime() + slice)), spill);
    } catch (InterruptedException e) {
      // A callback's doing, as above.
      return Optional.empty();
    }
  }

  private void failAll() {
    for (Pending put = pending.poll(); put != null; put = pending.poll()) {
      put.taken = true;
      put.spill.close();
      put.fail(closedException());
    }
  }

  private static IllegalStateException closedException() {
    return new IllegalStateException("the queue is closed");
  }

  /** Ends every put that is still waiting; may be called by a callback of one of them. */
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
      if (timeouts != null) {
        timeouts.shutdown();
      }
    }
    if (running != null) {
      LockSupport.unpark(running);
      Threads.join(running);
    }
    failAll();
  }

  /** A put on its way; whoever decides its future ends it. */
  private static final class Pending {
    private final PutRequest request;
    private final Spill spill;
    private final PutFuture<?> future;

    /** Whether it is out of the line, and its spill belongs to the thread that took it out. */
    private volatile boolean taken;

    private volatile Future<?> timeout;

    Pending(PutRequest request, Spill spill, PutFuture<?> future) {
      this.request = request;
      this.spill = spill;
      this.future = future;
    }

    void timeOut() {
      if (future.decide()) {
        future.settle(Optional.empty());
      }
    }

    void fail(IllegalStateException e) {
      if (future.decide()) {
        future.completeExceptionally(e);
      }
    }

    void endIfClosed() {
      try {
        request.check().run();
      } catch (IllegalStateException e) {
        fail(e);
      }
    }
  }
}
