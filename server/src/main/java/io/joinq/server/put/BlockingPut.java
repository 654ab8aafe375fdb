package io.joinq.server.put;

import io.joinq.queue.JoinableQueue;
import io.joinq.server.put.PutOutcome.Accepted;
import java.util.concurrent.CompletableFuture;

/**
 * The incident: waits on the handler's thread for as long as the queue is full, and with every
 * consumer dead that is for ever. It has no guard of any kind, on purpose.
 */
final class BlockingPut implements PutStrategy {
  private final JoinableQueue queue;

  BlockingPut(JoinableQueue queue) {
    this.queue = queue;
  }

  @Override
  public CompletableFuture<PutOutcome> put(byte[] payload, ClientDeadline deadline)
      throws InterruptedException {
    return CompletableFuture.completedFuture(new Accepted(queue.put(payload)));
  }
}
