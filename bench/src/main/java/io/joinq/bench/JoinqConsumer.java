package io.joinq.bench;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueShutdownException;

/** Arguments: URL, then a {@link Load}. Takes and finishes until the queue is shut down. */
final class JoinqConsumer {
  private JoinqConsumer() {}

  public static void main(String[] arguments) throws InterruptedException {
    Load load = Load.parse(arguments, 1);
    StdinWatch.exitAtEnd();
    QueueConfig config = QueueConfig.of(arguments[0]).withCapacity(load.capacity());
    try (JoinableQueue queue = JoinableQueue.open(config)) {
      Meter meter = Meter.of(load);
      while (true) {
        Lease lease = queue.take();
        meter.taken(lease.payload());
        queue.taskDone(lease);
      }
    } catch (QueueShutdownException e) {
      // The producer has joined: that is the end.
    }
  }
}
