package io.joinq.queue.chronicle;

import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses a queue of its own once in each JVM, before the first real one is opened. The JVM loads
 * classes when they are first needed, Chronicle's and ours, some hundreds of them; on a busy
 * machine that takes longer than a timed call may be late, and a put would do it with the put lock
 * held.
 */
final class Practice {
  private static final Logger LOG = LoggerFactory.getLogger(Practice.class);
  private static final long SPACE = 32L << 20;
  private static final Duration MOMENT = Duration.ofMillis(1);

  private static boolean done;

  private Practice() {}

  /** Practises if this JVM has not. Never fails: a queue can be used without. */
  static synchronized void once() {
    if (done) {
      return;
    }
    done = true;
    Step.practise(true);
    try {
      inNewFolder();
    } catch (IOException | RuntimeException e) {
      LOG.debug("could not practise; the first calls may take longer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Step.practise(false);
    }
  }

  private static void inNewFolder() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("joinq-practice-");
    try {
      // A full disk under a mapped file ends the JVM.
      if (folder.toFile().getUsableSpace() >= SPACE) {
        practise(folder);
      }
    } finally {
      delete(folder);
    }
  }

  private static void practise(Path folder) throws IOException, InterruptedException {
    QueueConfig config = QueueConfig.of("chronicle:" + folder).withCapacity(1);
    Engine engine = Engines.acquire(folder, config);
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
    LOG.trace("practised: {} {} {} {} {}", first, whileFull, later, whileEmpty, joined);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
