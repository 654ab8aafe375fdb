package io.joinq.queue.chronicle;

import io.joinq.os.FileTree;
import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.queue.chronicle.log.SpillFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses a queue of its own once in each JVM, before the first real one is opened. The JVM loads
 * classes when they are first needed, Chronicle's and ours, some hundreds of them; on a busy
 * machine that takes longer than a timed call may be late, and a put would do it with the put lock
 * held.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final String PREFIX = "joinq-practice-";
  private static final long SPACE = 32L << 20;

  /** No warm-up takes this long; an older folder belongs to a killed process. */
  private static final Duration LEFT_BEHIND = Duration.ofMinutes(5);

  private static final Duration MOMENT = Duration.ofMillis(1);

  private static boolean done;

  private WarmUp() {}

  /** Practises if this JVM has not. Never fails: a queue can be used without. */
  static synchronized void once() {
    if (done) {
      return;
    }
    done = true;
    FailPoint.practise(true);
    try {
      inNewFolder();
    } catch (IOException | RuntimeException e) {
      LOG.debug("could not warm up; the first calls may take longer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      FailPoint.practise(false);
    }
  }

  private static void inNewFolder() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(PREFIX);
    deleteLeftBehind(folder.toAbsolutePath().getParent());
    try {
      // A full disk under a mapped file ends the JVM.
      if (folder.toFile().getUsableSpace() >= SPACE) {
        practise(folder);
      }
    } finally {
      FileTree.delete(folder);
    }
  }

  private static void practise(Path folder) throws IOException, InterruptedException {
    QueueConfig config = QueueConfig.of("chronicle:" + folder).withCapacity(1);
    QueueEngine engine = EngineRegistry.acquire(folder, config);
    try (JoinableQueue queue = new ChronicleJoinableQueue(engine, config)) {
      practise(queue, new byte[1]);
      practise(queue, new byte[SpillFiles.LARGEST_INLINE + 1]);
    }
  }

  private static void practise(JoinableQueue queue, byte[] payload) throws InterruptedException {
    Optional<TaskId> first = queue.offer(payload, MOMENT);
    Optional<TaskId> whileFull = queue.offer(payload, MOMENT);
    queue.poll(MOMENT).ifPresent(Lease::release);
    queue.poll(MOMENT).ifPresent(lease -> queue.taskDone(lease, payload));
    Optional<TaskId> later = queue.putAsync(payload, MOMENT).join();
    queue.poll().ifPresent(queue::taskDone);
    Optional<Lease> whileEmpty = queue.poll(MOMENT);
    JoinResult joined = queue.join(MOMENT);
    LOG.trace("warmed up: {} {} {} {} {}", first, whileFull, later, whileEmpty, joined);
  }

  static void deleteLeftBehind(Path parent) {
    Instant oldest = Instant.now().minus(LEFT_BEHIND);
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        if (Files.getLastModifiedTime(folder).toInstant().isBefore(oldest)) {
          FileTree.delete(folder);
        }
      }
    } catch (IOException | UncheckedIOException | DirectoryIteratorException e) {
      LOG.debug("another user's, or another process deletes them at this moment", e);
    }
  }
}
