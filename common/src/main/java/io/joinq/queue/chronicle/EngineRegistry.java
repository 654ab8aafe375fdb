package io.joinq.queue.chronicle;

import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.control.ProcessLocks;
import io.joinq.queue.chronicle.files.FileSystemCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The queues that this JVM has open, one engine each, however many handles there are on it. */
final class EngineRegistry {
  private static final Map<QueueIdentity, QueueEngine> OPEN = new HashMap<>();
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final long CALLS_POLL_NANOS = 100_000;

  private EngineRegistry() {}

  /** The engine of this folder, with one handle more. If this fails it leaves nothing behind. */
  static QueueEngine acquire(Path folder, QueueConfig config) {
    LOCK.lock();
    try {
      FileSystemCheck.require(folder);
      QueueFiles files = new QueueFiles(folder);
      files.create();
      QueueIdentity identity = QueueIdentity.of(files.processLocks());
      QueueEngine engine = OPEN.get(identity);
      boolean acquired = false;
      try {
        if (engine == null) {
          engine = open(identity, files, config);
          engine.start();
        } else {
          requireSame(engine, folder, config);
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
    } finally {
      LOCK.unlock();
    }
  }

  private static QueueEngine open(QueueIdentity identity, QueueFiles files, QueueConfig config) {
    identity.mark(files.folder());
    boolean opened = false;
    try {
      QueueEngine engine = new QueueEngine(EngineOpener.open(identity, files, config), config);
      OPEN.put(identity, engine);
      opened = true;
      return engine;
    } finally {
      if (!opened) {
        identity.unmark();
      }
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
      FileSystemCheck.require(folder);
      Path locks = new QueueFiles(folder).processLocks();
      return Files.exists(locks)
          ? whileClosed(QueueIdentity.of(locks), folder, action)
          : action.get();
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
      if (Files.notExists(files.processLocks())) {
        return false;
      }
      QueueIdentity identity = QueueIdentity.of(files.processLocks());
      QueueEngine engine = OPEN.get(identity);
      if (engine != null) {
        return engine.isHeldByAnother(process);
      }
      if (identity.isMarked()) {
        // By another class loader of this JVM: its heartbeat has to do.
        return true;
      }
      try (ProcessLocks locks = ProcessLocks.toLook(files.processLocks())) {
        return locks != null && locks.isHeldByAnother(process);
      }
    } finally {
      LOCK.unlock();
    }
  }

  private static <T> T whileClosed(QueueIdentity identity, Path folder, Supplier<T> action) {
    if (OPEN.containsKey(identity)) {
      throw new QueueOpenException(
          "the queue in " + folder + " is open in this process; close it first");
    }
    identity.mark(folder);
    try {
      return action.get();
    } finally {
      identity.unmark();
    }
  }

  private static void requireSame(QueueEngine engine, Path folder, QueueConfig config) {
    engine.lookForFolder();
    if (engine.watch().isLost()) {
      throw new QueueOpenException(
          "the queue in "
              + folder
              + " is open in this process as "
              + engine.files().folder()
              + ", which leads elsewhere by now; close it first");
    }
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
    QueueIdentity identity = engine.watch().identity();
    if (!engine.isOrphaned() || !OPEN.remove(identity, engine)) {
      return false;
    }
    try {
      engine.close();
    } finally {
      identity.unmark();
    }
    return true;
  }
}
