package io.joinq.queue.chronicle;

import io.joinq.queue.chronicle.control.ProcessTable;
import io.joinq.queue.chronicle.control.Self;
import io.joinq.queue.chronicle.protocol.Threads;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread by which the others see that this process runs. It writes to mapped memory and does
 * nothing else: a disk that stalls must not make a process look stopped.
 */
final class Heartbeat {
  private static final long PERIOD_NANOS = 100_000_000;

  private final ProcessTable processes;
  private final int process;
  private final Thread thread;
  private volatile boolean closed;

  Heartbeat(ProcessTable processes, Self self, String name) {
    this.processes = processes;
    this.process = self.process();
    this.thread = new Thread(this::run, "joinq-queue-heartbeat-" + name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!closed) {
      processes.beat(process);
      LockSupport.parkNanos(PERIOD_NANOS);
      // Nobody's to set; it would make the thread spin.
      Thread.interrupted();
    }
  }

  /** Ends the thread and waits for that. */
  void close() {
    closed = true;
    LockSupport.unpark(thread);
    Threads.join(thread);
  }
}
