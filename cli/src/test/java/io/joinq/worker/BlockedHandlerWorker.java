package io.joinq.worker;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.WorkerIdentity;
import io.joinq.worker.handler.Task;
import io.joinq.worker.handler.TaskHandler;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A worker whose handler waits for ever. Its argument is the URL of the queue. */
public final class BlockedHandlerWorker implements TaskHandler {
  private final CountDownLatch never = new CountDownLatch(1);

  public static void main(String[] arguments) throws Exception {
    QueueConfig config =
        QueueConfig.of(URI.create(arguments[0])).withWorker(WorkerIdentity.BY_HAND);
    WorkerSettings settings = new WorkerSettings(1, Duration.ofHours(1), config.leaseTimeout());
    try (JoinableQueue queue = JoinableQueue.open(config);
        Worker worker = new Worker(queue, new BlockedHandlerWorker(), settings)) {
      worker.start();
      worker.awaitEnd(Duration.ZERO);
    }
  }

  @Override
  public byte[] handle(Task task) throws InterruptedException {
    awaitWhatNeverComes();
    return new byte[0];
  }

  private void awaitWhatNeverComes() throws InterruptedException {
    never.await();
  }
}
