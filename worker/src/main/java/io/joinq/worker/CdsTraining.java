package io.joinq.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.joinq.os.FileTree;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the whole lifecycle of a supervised worker, from its options to its end, on a queue of its
 * own, so that the JVM can write a class-data archive with every class that a worker needs.
 */
public final class CdsTraining {
  private static final Logger log = LoggerFactory.getLogger(CdsTraining.class);
  private static final int TASKS = 2;
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private CdsTraining() {}

  /** Ends the JVM. Its stdin has to stay open until then, as that of a worker does. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("joinq-rehearsal-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "training-end"));
    System.setIn(
        new SequenceInputStream(
            new ByteArrayInputStream((SupervisorPipe.CLAIM + "\n").getBytes(UTF_8)), System.in));
    String url = "chronicle:" + folder.resolve("queue");
    Thread tasks = new Thread(() -> giveTasks(url), "rehearsal-tasks");
    tasks.setDaemon(true);
    tasks.start();
    WorkerMain.main(new String[] {"--queue", url, "--supervised", "--with-parent", "--spare"});
  }

  /** The worker ends by itself when its queue is shut down. */
  private static void giveTasks(String url) {
    try (JoinableQueue queue = JoinableQueue.open(QueueConfig.of(url))) {
      for (int i = 0; i < TASKS; i++) {
        queue.put(new byte[i]);
      }
      queue.join(LONGEST);
      queue.shutdown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(Path folder) {
    try {
      FileTree.delete(folder);
    } catch (IOException e) {
      log.debug("cannot delete the files of the class-archive recording", e);
    }
  }
}
