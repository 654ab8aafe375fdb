package io.joinq.queue.chronicle;

import io.joinq.queue.TaskId;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts that wait on a thread of the queue's own. One thread serves them all, in the order of their
 * calls; it starts with the first of them and ends when the engine closes.
 */
final class AsyncPuts {
  private static final long SLICE_NANOS = 10_000_000;

  private final Puts puts;
  private final String name;
  private final ConcurrentLinkedQueue<Pending> pending = new ConcurrentLinkedQueue<>();
  private Thread thread;
  private volatile boolean closed;

  private record Pending(
      byte[] payload,
      Deadline deadline,
      Runnable check,
      CompletableFuture<Optional<TaskId>> future) {

    boolean isSettled() {
      return future.isDone();
    }
  }

  AsyncPuts(Puts puts, String name) {
    this.puts = puts;
    this.name = name;
  }

  /**
   * Puts a copy of the payload when there is room.
   *
   * @param check as in {@link Puts#put}
   */
  CompletableFuture<Optional<TaskId>> put(byte[] payload, Deadline deadline, Runnable check) {
    CompletableFuture<Optional<TaskId>> future = new CompletableFuture<>();
    pending.add(new Pending(payload.clone(), deadline, check, future));
    wakeThread();
    return future;
  }

  private synchronized void wakeThread() {
    if (closed) {
      failAll();
    } else if (thread == null) {
      thread = new Thread(this::run, "joinq-puts-" + name);
      thread.setDaemon(true);
      thread.start();
    } else {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!closed) {
      Pending head = pending.peek();
      if (head == null) {
        LockSupport.park(this);
      } else {
        serve(head);
        expire();
      }
    }
    failAll();
  }

  /** Tries the head for a moment; a put further back may have to time out meanwhile. */
  private void serve(Pending head) {
    if (head.isSettled()) {
      pending.poll();
      return;
    }
    long slice = Math.min(head.deadline().remainingNanos(), SLICE_NANOS);
    try {
      Deadline until = new Deadline(System.nanoTime() + slice);
      Optional<TaskId> id = puts.put(head.payload(), until, head.check());
      if (id.isPresent() || head.deadline().isOver()) {
        pending.poll();
        head.future().complete(id);
      }
    } catch (InterruptedException e) {
      // Only the engine's end interrupts; the loop sees it.
    } catch (RuntimeException | Error e) {
      pending.poll();
      head.future().completeExceptionally(e);
    }
  }

  private void expire() {
    for (Iterator<Pending> all = pending.iterator(); all.hasNext(); ) {
      Pending put = all.next();
      if (put.isSettled() || put.deadline().isOver()) {
        all.remove();
        put.future().complete(Optional.empty());
      }
    }
  }

  private void failAll() {
    for (Pending put = pending.poll(); put != null; put = pending.poll()) {
      put.future().completeExceptionally(new IllegalStateException("the queue is closed"));
    }
  }

  void close() throws InterruptedException {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
    }
    if (running != null) {
      running.interrupt();
      running.join();
    }
    failAll();
  }
}
