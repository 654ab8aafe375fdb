package io.joinq.queue.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;

/**
 * Puts tasks for ever, each with its number as payload, every tenth of them large, and says of each
 * when its put has returned; handles all but the last few, the hundredth by dead-lettering it.
 * Argument: URL.
 */
final class SyncChild {
  private static final int BACKLOG = 5;

  private SyncChild() {}

  public static void main(String[] args) throws Exception {
    QueueConfig config = QueueConfig.of(args[0]).withCapacity(64).withMaxAttempts(1).withSync(true);
    try (JoinableQueue queue = JoinableQueue.open(config)) {
      for (int i = 0; ; i++) {
        TaskId id = queue.put(payload(i));
        System.out.println("put " + id.sequence());
        if (i >= BACKLOG) {
          handle(queue, queue.take());
        }
      }
    }
  }

  private static void handle(JoinableQueue queue, Lease lease) {
    if (lease.taskId().sequence() % 100 == 99) {
      lease.retry("poison");
    } else {
      queue.taskDone(lease);
    }
    System.out.println("done " + lease.taskId().sequence());
  }

  static byte[] payload(int i) {
    String text = "task " + i + " ";
    return (i % 10 == 9 ? text.repeat(2_000) : text).getBytes(UTF_8);
  }
}
