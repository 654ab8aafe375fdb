package io.joinq.queue.chronicle;

import io.joinq.queue.chronicle.protocol.Threads;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that every process with an open queue runs: it reaps dead processes, ends expired leases
 * and frees disk space. It may wait for the disk, as long as that takes. No process depends on the
 * housekeeper of another; each does all of it.
 */
final class Housekeeper {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);
  private static final long PERIOD_NANOS = 100_000_000;
  private static final int CHECKPOINT_EVERY = 10;
  private static final int SWEEP_EVERY = 50;

  /** Soon, for who is killed early; later than the first task of a process that starts. */
  private static final int FIRST_SWEEP = 5;

  private final QueueEngine engine;
  private final Thread thread;
  private volatile boolean closed;
  private final Chore watch;
  private final Chore recover;
  private final Chore reclaim;
  private final Chore checkpoint;
  private final Chore sweep;

  Housekeeper(QueueEngine engine, String name) {
    this.engine = engine;
    this.thread = new Thread(this::run, "joinq-housekeeper-" + name);
    thread.setDaemon(true);
    watch = new Chore("the look for the folder", engine::lookForFolder);
    recover = new Chore("recovery", engine::recover);
    reclaim = new Chore("reclaim", engine::reclaim);
    checkpoint = new Chore("checkpoint", engine::writeCheckpoint);
    sweep = new Chore("sweep", engine::sweep);
  }

  void start() {
    thread.start();
  }

  private void run() {
    for (int round = 1; !closed; round++) {
      LockSupport.parkNanos(PERIOD_NANOS);
      if (!closed) {
        keep(round);
      }
    }
  }

  private void keep(int round) {
    watch.run();
    if (!engine.watch().isLost()) {
      doChores(round);
    }
    // Never set to false: close() may set it at this moment, and then waits for this thread.
    if (engine.isOrphaned() && EngineRegistry.closeOrphaned(engine)) {
      closed = true;
    }
  }

  private void doChores(int round) {
    recover.run();
    reclaim.run();
    if (round % CHECKPOINT_EVERY == 0) {
      checkpoint.run();
    }
    if (round % SWEEP_EVERY == FIRST_SWEEP) {
      sweep.run();
    }
  }

  /** One thing that is done again and again. A fault of it must end neither it nor the others. */
  private final class Chore {
    private final String name;
    private final Task task;
    private boolean failing;

    Chore(String name, Task task) {
      this.name = name;
      this.task = task;
    }

    /** Logs when a fault begins and when it ends. */
    void run() {
      try {
        task.run();
        if (failing) {
          LOG.info("{} of {} works again", name, engine);
        }
        failing = false;
      } catch (InterruptedException e) {
        closed = true;
      } catch (Exception | Error e) {
        // Errors too: they must not end the thread.
        if (!failing && !closed) {
          LOG.warn("{} of {} failed and will be retried", name, engine, e);
        }
        failing = true;
      }
    }
  }

  private interface Task {
    void run() throws IOException, InterruptedException;
  }

  /** Ends the thread; waits for it unless it is the caller. */
  void close() {
    closed = true;
    LockSupport.unpark(thread);
    Threads.join(thread);
  }
}
