package io.joinq.worker;

import io.joinq.os.FileTree;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueException;
import io.joinq.queue.WorkerIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works for a moment on a private queue, so that the process has loaded the classes that its first
 * real task needs.
 */
final class WarmUp {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
  private static final int TASKS = 20;
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private WarmUp() {}

  /** Blocks for at most 10 s. Failure is silent, because it only costs speed. */
  static void run() {
    try {
      Path folder = Files.createTempDirectory("joinq-practice-");
      try {
        workIn(folder);
      } finally {
        FileTree.delete(folder);
      }
    } catch (IOException | UncheckedIOException | QueueException e) {
      log.debug("could not practise", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void workIn(Path folder) throws InterruptedException {
    QueueConfig config =
        QueueConfig.of("chronicle:" + folder.resolve("queue"))
            .withCapacity(TASKS)
            .withWorker(WorkerIdentity.BY_HAND);
    WorkerSettings settings = new WorkerSettings(1, LONGEST, false, config.leaseTimeout());
    try (JoinableQueue queue = JoinableQueue.open(config);
        Worker worker = new Worker(queue, task -> task.payload(), settings)) {
      worker.start();
      for (int i = 0; i < TASKS; i++) {
        queue.offer(new byte[i], LONGEST);
      }
      queue.join(LONGEST);
      queue.admin().status();
      worker.drain(LONGEST);
    }
  }
}
