package io.joinq.queue.chronicle;

import io.joinq.queue.QueueException;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that every process with an open queue runs: it shows that the process lives, reaps
 * those that do not, ends leases that are over, and gives disk back. No process depends on
 * another's keeper; each does all of it.
 */
final class Keeper {
  /** A process whose heart has not beaten for so long is taken to be stopped or hung. */
  static final long SILENT_NANOS = 2_000_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final long PERIOD_NANOS = 100_000_000;
  private static final int RECLAIM_EVERY = 10;
  private static final int SWEEP_EVERY = 50;

  private final Engine engine;
  private final Thread thread;
  private volatile boolean closed;
  private boolean failing;

  Keeper(Engine engine, String name) {
    this.engine = engine;
    this.thread = new Thread(this::run, "joinq-keeper-" + name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    for (int round = 1; !closed; round++) {
      LockSupport.parkNanos(PERIOD_NANOS);
      if (!closed) {
        keepQuietly(round);
      }
    }
  }

  /**
   * A fault (a full disk, say) must not end the heartbeat; it is logged when it begins and ends.
   */
  private void keepQuietly(int round) {
    try {
      keep(round);
      if (failing) {
        LOG.info("keeping {} works again", engine);
      }
      failing = false;
    } catch (IOException | QueueException | IllegalStateException e) {
      if (!failing && !closed) {
        LOG.warn("keeping {} failed; it is tried again", engine, e);
      }
      failing = true;
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  private void keep(int round) throws IOException, InterruptedException {
    engine.beat();
    engine.recover();
    if (round % RECLAIM_EVERY == 0) {
      engine.reclaim();
    }
    if (round % SWEEP_EVERY == 0) {
      engine.sweep();
    }
    if (engine.isForsaken()) {
      closed = Engines.closeForsaken(engine);
    }
  }

  /** Ends the thread; waits for it unless it is the caller. */
  void close() throws InterruptedException {
    closed = true;
    LockSupport.unpark(thread);
    if (Thread.currentThread() != thread) {
      thread.join();
    }
  }
}
