package io.joinq.queue.chronicle.protocol;

/** Waiting for threads to end. */
public final class Threads {
  private Threads() {}

  /**
   * Waits until a thread has ended, however often the caller is interrupted meanwhile; it is
   * interrupted afterwards then. Returns at once if the caller is that thread.
   */
  public static void join(Thread thread) {
    boolean interrupted = false;
    while (thread != Thread.currentThread() && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
