package io.joinq.server.put;

import io.joinq.queue.DiskFullException;
import io.joinq.server.put.PutOutcome.Dropped;
import io.joinq.server.put.PutOutcome.Full;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts puts that failed because the queue or the disk was full. */
final class CountedPut implements PutStrategy {
  private static final Logger log = LoggerFactory.getLogger(CountedPut.class);

  private final PutStrategy strategy;
  private final FailedPuts failed;
  private final LogThrottle say = new LogThrottle(System::nanoTime);

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
      countFull(e);
      throw e;
    }
  }

  private void count(PutOutcome outcome, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (outcome instanceof Full || outcome instanceof Dropped) {
      failed.forRoom().count();
    } else if (cause instanceof DiskFullException full) {
      countFull(full);
    }
  }

  private void countFull(DiskFullException full) {
    failed.forSpace().count();
    if (say.isTime()) {
      log.warn("puts are refused: {}", full.getMessage());
    }
  }
}
