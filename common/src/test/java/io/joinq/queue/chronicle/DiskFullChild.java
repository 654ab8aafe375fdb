package io.joinq.queue.chronicle;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueException;
import io.joinq.queue.TaskId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Puts tasks of a size until the disk is full, and says how that and all that comes after it ended.
 * Arguments: the queue's folder, the size, a file to delete when space is to be freed.
 */
final class DiskFullChild {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final JoinableQueue queue;
  private final byte[] payload;
  private long put;

  private DiskFullChild(JoinableQueue queue, int size) {
    this.queue = queue;
    this.payload = new byte[size];
  }

  public static void main(String[] args) throws Exception {
    QueueConfig config = QueueConfig.of("chronicle:" + args[0]).withCapacity(100_000);
    try (JoinableQueue queue = JoinableQueue.open(config.withMaxAttempts(1))) {
      new DiskFullChild(queue, Integer.parseInt(args[1])).run(Path.of(args[2]));
    }
  }

  private void run(Path ballast) throws Exception {
    for (int refused = 0; refused < 3; ) {
      try {
        queue.put(payload);
        put++;
      } catch (QueueException e) {
        refused++;
        say("refused " + e.getMessage());
      }
    }
    say("depth is " + (queue.depth() == put ? "right" : queue.depth() + " of " + put));
    Lease first = queue.take();
    storeResult(first);
    Lease second = queue.take();
    bury(second);
    Files.delete(ballast);
    queue.taskDone(first, new byte[200_000]);
    say("result of " + queue.admin().result(first.taskId()).orElseThrow().length + " bytes kept");
    drain();
    say("dead " + queue.admin().deadLetters().list().size());
    TaskId next = queue.put(payload);
    say("next is " + (next.sequence() == put ? "right" : next));
  }

  private void storeResult(Lease lease) {
    try {
      queue.taskDone(lease, new byte[200_000]);
      say("result stored");
    } catch (QueueException e) {
      say("result refused, lease " + (lease.isHeld() ? "held" : "lost") + ": " + e.getMessage());
    }
  }

  /** A full disk may keep the dead letter from being written: then it is written later. */
  private void bury(Lease lease) {
    try {
      lease.retry("no more attempts");
      say("buried");
    } catch (QueueException e) {
      say("burial put off: " + e.getMessage());
    }
  }

  private void drain() throws InterruptedException {
    long took = 2;
    for (Optional<Lease> lease = queue.poll(); lease.isPresent(); lease = queue.poll()) {
      queue.taskDone(lease.get());
      took++;
    }
    say("took " + (took == put ? "all" : took + " of " + put));
    say(queue.join(PATIENCE).joined() ? "joined" : "not joined");
  }

  private static void say(String what) {
    System.out.println(what);
  }
}
