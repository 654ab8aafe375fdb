package io.joinq.queue.chronicle.protocol;

import io.joinq.queue.TaskId;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Puts that wait on the queue's own thread. One thread serves them all, in the order of their
 * calls; it starts with the first one and ends when the engine closes.
 */
public final class AsyncPuts {
  private static final long SLICE_NANOS = 10_000_000;

  private final Producer producer;
  private final String name;
  private final ConcurrentLinkedQueue<Pending> pending = new ConcurrentLinkedQueue<>();
  private Thread thread;
  private volatile boolean closed;

  private record Pending(PutRequest request, Spill spill, PutFuture<?> future) {

    /** Whether the put was abandoned or has timed out. If so, it is closed. */
    boolean isOver() {
      if (request.deadline().isOver() && future.decide()) {
        future.settle(Optional.empty());
      }
      endWithItsHandle();
      if (future.isDecided()) {
        spill.close();
      }
      return future.isDecided();
    }

    private void endWithItsHandle() {
      try {
        request.check().run();
      } catch (IllegalStateException e) {
        if (future.decide()) {
          future.completeExceptionally(e);
        }
      }
    }
  }

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
    pending.add(new Pending(request, producer.spill(request), future));
    wakeThread();
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
        if (!serve(head)) {
          expire();
        }
      }
    }
    failAll();
  }

  /**
   * Tries the head for a moment, and at least once, even if its time is over. Returns false if it
   * could not be put: then those further back may have to time out meanwhile.
   */
  private boolean serve(Pending head) {
    if (head.future().isDecided()) {
      drop(head);
      return true;
    }
    long slice = Math.min(head.request().deadline().remainingNanos(), SLICE_NANOS);
    try {
      Deadline until = new Deadline(System.nanoTime() + slice);
      Optional<TaskId> id = producer.put(head.request().until(until), head.spill());
      if (id.isEmpty()) {
        return false;
      }
      drop(head);
      head.future().settle(id);
    } catch (InterruptedException e) {
      // Only the engine's end interrupts; the loop sees it.
    } catch (RuntimeException | Error e) {
      drop(head);
      head.future().decide();
      head.future().completeExceptionally(e);
    }
    return true;
  }

  private void drop(Pending head) {
    pending.poll();
    head.spill().close();
  }

  private void expire() {
    pending.removeIf(Pending::isOver);
  }

  private void failAll() {
    for (Pending put = pending.poll(); put != null; put = pending.poll()) {
      put.spill().close();
      put.future().completeExceptionally(new IllegalStateException("the queue is closed"));
    }
  }

  public void close() throws InterruptedException {
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
