package io.joinq.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first Java that a reader of README.md sees. */
@Tag("fast")
class QuickStartTest {
  @TempDir private Path folder;

  @Test
  void putsTakesFinishesAndJoins() throws InterruptedException {
    URI url = URI.create("chronicle:" + folder.resolve("queue"));

    try (JoinableQueue queue = JoinableQueue.open(QueueConfig.of(url).withCapacity(100))) {
      Optional<TaskId> task = queue.offer("any bytes".getBytes(UTF_8), Duration.ofMillis(500));
      if (task.isEmpty()) {
        System.err.println("the queue is full: log, drop or retry");
      }

      Optional<Lease> lease = queue.poll(Duration.ofSeconds(1)); // usually another process
      lease.ifPresent(
          taken -> {
            byte[] payload = taken.payload();
            queue.taskDone(taken, ("handled " + payload.length + " bytes").getBytes(UTF_8));
          });

      JoinResult joined = queue.join(Duration.ofSeconds(10));
      System.out.println(joined.joined() + ", " + queue.admin().status().completed() + " done");
    }

    assertThat(QueueAdmin.inspect(url).completed()).isEqualTo(1);
    assertThat(QueueAdmin.inspect(url).unfinished()).isZero();
  }
}
