package io.joinq.lab.measure;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.WorkerIdentity;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;

/**
 * The process to be killed. Arguments: the queue, and the {@link Recovery}. It opens the queue when
 * told to, so that at the kill only the observer has it open besides.
 */
final class RecoveryVictim {
  static final String UP = "up";
  static final String READY = "ready";

  private RecoveryVictim() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    URI url = URI.create(arguments[0]);
    Recovery recovery = Recovery.valueOf(arguments[1]);
    // Loads classes.
    QueueAdmin.inspect(url);
    say(UP);
    awaitWord();
    QueueConfig config = QueueConfig.of(url);
    JoinableQueue queue =
        JoinableQueue.open(
            recovery == Recovery.LOCK ? config : config.withWorker(WorkerIdentity.BY_HAND));
    switch (recovery) {
      case LOCK -> putTwice(queue);
      case LEASE -> hold(queue);
      case IDLE -> waitForATask(queue);
    }
  }

  /** Stops itself in the second, which has no classes to load. */
  private static void putTwice(JoinableQueue queue) throws IOException, InterruptedException {
    queue.put(new byte[1]);
    say(READY);
    awaitWord();
    queue.put(new byte[1]);
  }

  private static void hold(JoinableQueue queue) throws InterruptedException {
    Lease lease = queue.take();
    say(READY + ' ' + lease.taskId());
    awaitDeath();
  }

  private static void waitForATask(JoinableQueue queue) throws InterruptedException {
    say(READY);
    queue.take();
    awaitDeath();
  }

  private static void awaitDeath() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  private static void say(String line) {
    System.out.println(line);
  }

  /** Ends this process if its parent is gone. */
  private static void awaitWord() throws IOException {
    if (System.in.read() < 0) {
      Runtime.getRuntime().halt(1);
    }
  }
}
