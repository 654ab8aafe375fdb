package io.joinq.queue.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Opens a queue, puts a task, takes all there are and says what it got: {@code got task-3
 * payload-3}, {@code dead task-4 DAMAGED}, at last {@code joined}. Ends with 3 if the queue cannot
 * be opened, with the reason on stdout.
 */
final class DamageChild {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private DamageChild() {}

  public static void main(String[] args) throws Exception {
    try (JoinableQueue queue = JoinableQueue.open(QueueConfig.of(args[0]))) {
      System.out.println("put " + queue.offer("new".getBytes(UTF_8), PATIENCE));
      Map<TaskId, String> got = drain(queue);
      got.forEach((id, payload) -> System.out.println("got " + id + " " + payload));
      for (TaskStatus dead : queue.admin().deadLetters().list()) {
        Redelivery last = dead.causes().get(dead.causes().size() - 1);
        System.out.println("dead " + dead.id() + " " + last.cause());
      }
      System.out.println(queue.join(PATIENCE).joined() ? "joined" : "not joined");
    } catch (QueueOpenException e) {
      System.out.println("refused " + e.getMessage());
      System.exit(3);
    }
  }

  private static Map<TaskId, String> drain(JoinableQueue queue) throws InterruptedException {
    Map<TaskId, String> got = new TreeMap<>();
    while (queue.unfinished() > 0) {
      Optional<Lease> lease = queue.poll(Duration.ofMillis(100));
      if (lease.isPresent()) {
        byte[] payload = lease.get().payload();
        got.put(
            lease.get().taskId(),
            payload.length == DamagedQueue.LARGE_SIZE ? "large" : new String(payload, UTF_8));
        queue.taskDone(lease.get());
      }
    }
    return got;
  }
}
