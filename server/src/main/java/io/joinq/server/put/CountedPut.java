package io.joinq.server.put;

import io.joinq.queue.DiskFullException;
import io.joinq.server.put.PutOutcome.Dropped;
import io.joinq.server.put.PutOutcome.Full;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Counts the puts that failed for want of a place or of disk space. */
final class CountedPut implements PutStrategy {
  private final PutStrategy strategy;
  private final FailedPuts failed;

  CountedPut(PutStrategy strategy, FailedPuts failed) {
    this.strategy = strategy;
    this.failed = failed;
  }

  @Override
  public CompletableFuture<PutOutcome> put(byte[] payload, ClientDeadline deadline)
      throws InterruptedException {
    try {
      return strategy.put(payload, deadline).whenComplete(this::count);
    } catch (DiskFullException e) {
      failed.forSpace().count();
      throw e;
    }
  }

  private void count(PutOutcome outcome, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (outcome instanceof Full || outcome instanceof Dropped) {
      failed.forRoom().count();
    } else if (cause instanceof DiskFullException) {
      failed.forSpace().count();
    }
  }
}
