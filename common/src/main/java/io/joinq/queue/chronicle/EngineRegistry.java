package io.joinq.queue.chronicle;

import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.control.ProcessLocks;
import io.joinq.queue.chronicle.files.OpenErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The queues that this JVM has open, one engine each, however many handles there are on it. */
final class EngineRegistry {
  private static final Map<Path, QueueEngine> OPEN = new HashMap<>();
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final long CALLS_POLL_NANOS = 100_000;

  private EngineRegistry() {}

  /** The engine of this folder, with one handle more. If this fails it leaves nothing behind. */
  static QueueEngine acquire(Path folder, QueueConfig config) {
    LOCK.lock();
    try {
      QueueFiles files = new QueueFiles(folder);
      files.create();
      Path key = folder.toRealPath();
      QueueEngine engine = OPEN.get(key);
      boolean acquired = false;
      try {
        if (engine == null) {
          engine = new QueueEngine(EngineOpener.open(files, config), config);
          OPEN.put(key, engine);
          engine.start();
        } else {
          requireSame(engine, config);
        }
        if (config.sync()) {
          engine.syncFromNowOn();
        }
        engine.handles().incrementAndGet();
        acquired = true;
        return engine;
      } finally {
        if (!acquired && engine != null) {
          closeIfOrphaned(engine);
        }
      }
    } catch (IOException e) {
      throw new QueueOpenException("cannot open the queue in " + folder + ": " + e, e);
    } finally {
      LOCK.unlock();
    }
  }

  /**
   * Does something while this JVM does not have the queue in this folder open.
   *
   * @throws QueueOpenException if it has it open
   */
  static <T> T whileClosed(Path folder, Supplier<T> action) {
    LOCK.lock();
    try {
      if (Files.exists(folder) && OPEN.containsKey(folder.toRealPath())) {
        throw new QueueOpenException(
            "the queue in " + folder + " is open in this process; close it first");
      }
      return action.get();
    } catch (IOException e) {
      throw OpenErrors.of("open the queue in", folder, e);
    } finally {
      LOCK.unlock();
    }
  }

  /**
   * Whether another process holds the lock of a place in a queue's process table. Opens the file of
   * the locks only while this JVM has none of them, as closing it would drop them.
   */
  static boolean isHeld(QueueFiles files, int process) {
    LOCK.lock();
    try {
      QueueEngine engine = OPEN.get(files.folder().toRealPath());
      if (engine != null) {
        return engine.isHeldByAnother(process);
      }
      try (ProcessLocks locks = ProcessLocks.toLook(files.processLocks())) {
        return locks != null && locks.isHeldByAnother(process);
      }
    } catch (IOException e) {
      return false;
    } finally {
      LOCK.unlock();
    }
  }

  private static void requireSame(QueueEngine engine, QueueConfig config) {
    int capacity = engine.control().shape().capacity();
    if (config.capacity().isPresent() && config.capacity().getAsInt() != capacity) {
      throw new QueueOpenException(
          engine + " has capacity " + capacity + ", not " + config.capacity().getAsInt());
    }
  }

  /**
   * Gives up a handle. The last one waits for the calls of other threads to end, and closes the
   * engine unless a delivery is still to be ended. An interrupt of the caller changes nothing.
   */
  static void release(QueueEngine engine) {
    // Files that are being closed on an interrupted thread would be left half closed.
    boolean interrupted = Thread.interrupted();
    try {
      decrement(engine);
      while (engine.handles().get() == 0 && !engine.calls().isEmpty()) {
        LockSupport.parkNanos(CALLS_POLL_NANOS);
        interrupted |= Thread.interrupted();
      }
      closeNow(engine);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void decrement(QueueEngine engine) {
    LOCK.lock();
    try {
      engine.handles().decrementAndGet();
    } finally {
      LOCK.unlock();
    }
  }

  private static void closeNow(QueueEngine engine) {
    LOCK.lock();
    try {
      closeIfOrphaned(engine);
    } finally {
      LOCK.unlock();
    }
  }

  /** For the housekeeper, which must not wait for a thread that waits for it. */
  static boolean closeOrphaned(QueueEngine engine) {
    if (!LOCK.tryLock()) {
      return false;
    }
    try {
      return closeIfOrphaned(engine);
    } finally {
      LOCK.unlock();
    }
  }

  private static boolean closeIfOrphaned(QueueEngine engine) {
    if (!engine.isOrphaned() || !OPEN.containsValue(engine)) {
      return false;
    }
    OPEN.values().remove(engine);
    engine.close();
    return true;
  }
}
