package io.joinq.server.put;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.PayloadTooLargeException;
import io.joinq.queue.ProducerStatus;
import io.joinq.queue.QueueShutdownException;
import io.joinq.queue.TaskId;
import io.joinq.server.loop.EventLoop;
import io.joinq.server.put.PutOutcome.Accepted;
import io.joinq.server.put.PutOutcome.Busy;
import io.joinq.server.put.PutOutcome.Draining;
import io.joinq.server.put.PutOutcome.Dropped;
import io.joinq.server.put.PutOutcome.Full;
import io.joinq.server.put.PutOutcome.NoConsumer;
import io.joinq.server.put.PutOutcome.ProducerStalled;
import io.joinq.server.put.PutOutcome.TooLarge;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The remedy: does not wait at all when nobody is alive who could make room, gives up in time when
 * somebody is, and then says why there was none.
 */
final class GuardedPut implements PutStrategy {
  private static final Logger log = LoggerFactory.getLogger(GuardedPut.class);

  private final JoinableQueue queue;
  private final EventLoop loop;
  private final Attempt attempt;
  private final OnFull onFull;
  private final AtomicLong dropped = new AtomicLong();

  GuardedPut(JoinableQueue queue, EventLoop loop, Attempt attempt, OnFull onFull) {
    this.queue = queue;
    this.loop = loop;
    this.attempt = attempt;
    this.onFull = onFull;
  }

  @Override
  public CompletableFuture<PutOutcome> put(byte[] payload) throws InterruptedException {
    /*
     * A supervisor replaces a dead worker within about a second, and until the new one is there
     * this still is no-consumer: a put that waited for it would, with the timed strategy, stall the
     * loop just when nobody can tell whether anybody will come.
     */
    if (!queue.hasLiveConsumer()) {
      return CompletableFuture.completedFuture(new NoConsumer());
    }
    CompletableFuture<Optional<TaskId>> put;
    try {
      put = attempt.put(payload);
    } catch (PayloadTooLargeException | QueueShutdownException e) {
      return CompletableFuture.completedFuture(refusal(e));
    }
    return loop.await(
        put.handle((task, failure) -> failure == null ? outcome(task) : refusal(failure)),
        outcome -> outcome);
  }

  private PutOutcome outcome(Optional<TaskId> task) {
    return task.<PutOutcome>map(Accepted::new).orElseGet(this::noRoom);
  }

  private PutOutcome noRoom() {
    Optional<ProducerStatus> stalled = queue.status().stalledProducer();
    if (stalled.isPresent()) {
      return new ProducerStalled(stalled.get().pid());
    }
    if (!queue.isFull()) {
      return new Busy();
    }
    if (onFull == OnFull.DROP) {
      log.warn("queue full, task dropped; {} dropped so far", dropped.incrementAndGet());
      return new Dropped();
    }
    return new Full();
  }

  private static PutOutcome refusal(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof PayloadTooLargeException) {
      return new TooLarge(cause.getMessage());
    }
    if (cause instanceof QueueShutdownException) {
      return new Draining();
    }
    throw failure instanceof CompletionException wrapped
        ? wrapped
        : new CompletionException(failure);
  }
}
