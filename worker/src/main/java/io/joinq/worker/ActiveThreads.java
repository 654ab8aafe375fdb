package io.joinq.worker;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The threads of a worker that can still handle tasks. */
final class ActiveThreads {
  private final Set<Thread> threads = new HashSet<>();

  synchronized void add(Thread thread) {
    threads.add(thread);
  }

  /**
   * No effect if the thread has left before.
   *
   * @return whether no thread is left
   */
  synchronized boolean remove(Thread thread) {
    threads.remove(thread);
    notifyAll();
    return threads.isEmpty();
  }

  /** Blocks until all have left; false if they have not within this time. */
  synchronized boolean awaitNobody(Duration within) throws InterruptedException {
    long endNanos = System.nanoTime() + within.toNanos();
    while (!threads.isEmpty()) {
      long millis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }
}
