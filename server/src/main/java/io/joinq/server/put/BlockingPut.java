package io.joinq.server.put;

import io.joinq.queue.JoinableQueue;
import io.joinq.server.put.PutOutcome.Accepted;
import java.util.concurrent.CompletableFuture;

/**
 * The incident: blocks the handler's thread as long as the queue is full, which is for ever when
 * every consumer is dead. Deliberately has no guard.
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
