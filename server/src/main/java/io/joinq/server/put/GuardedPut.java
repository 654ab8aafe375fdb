package io.joinq.server.put;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.PayloadTooLargeException;
import io.joinq.queue.ProducerStatus;
import io.joinq.queue.QueueShutdownException;
import io.joinq.queue.TaskId;
import io.joinq.server.loop.Handlers;
import io.joinq.server.put.PutOutcome.Accepted;
import io.joinq.server.put.PutOutcome.Busy;
import io.joinq.server.put.PutOutcome.Draining;
import io.joinq.server.put.PutOutcome.Dropped;
import io.joinq.server.put.PutOutcome.Full;
import io.joinq.server.put.PutOutcome.NoConsumer;
import io.joinq.server.put.PutOutcome.ProducerStalled;
import io.joinq.server.put.PutOutcome.TooLarge;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The remedy: fails at once when nobody will take the task, otherwise gives up at its timeout and
 * reports why there was no room. Thread-safe.
 */
final class GuardedPut implements PutStrategy {
  private static final Logger log = LoggerFactory.getLogger(GuardedPut.class);
  // Many puts fail at the same time; they share one scan of the producers.
  private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

  private final JoinableQueue queue;
  private final Handlers handlers;
  private final Attempt attempt;
  private final PutConfig config;
  private final PutConditions conditions;
  private long lookedNanos = System.nanoTime() - LOOK_NANOS;
  private Optional<ProducerStatus> stalled = Optional.empty();
  private final LogThrottle say = new LogThrottle(System::nanoTime);
  private final AtomicLong dropped = new AtomicLong();

  GuardedPut(
      JoinableQueue queue,
      Handlers handlers,
      Attempt attempt,
      PutConfig config,
      PutConditions conditions) {
    this.queue = queue;
    this.handlers = handlers;
    this.attempt = attempt;
    this.config = config;
    this.conditions = conditions;
  }

  @Override
  public CompletableFuture<PutOutcome> put(byte[] payload, ClientDeadline deadline)
      throws InterruptedException {
    if (conditions.isDraining()) {
      return CompletableFuture.completedFuture(new Draining());
    }
    if (conditions.isWithoutConsumer()) {
      return CompletableFuture.completedFuture(new NoConsumer());
    }
    try {
      Duration timeout = deadline.within(config.timeout());
      return handlers.awaitCompose(
          attempt.put(payload, timeout).handle(Ended::new), ended -> outcome(ended, payload));
    } catch (PayloadTooLargeException | QueueShutdownException e) {
      return CompletableFuture.completedFuture(refusal(e));
    }
  }

  private CompletableFuture<PutOutcome> outcome(Ended put, byte[] payload) {
    boolean isFree =
        put.isWithoutRoom()
            && !conditions.isDraining()
            && !queue.isFull()
            && !conditions.isWithoutConsumer()
            && stalledProducer().isEmpty();
    // A place has become free just when the put gave up: it is there to be taken.
    return isFree ? once(payload) : CompletableFuture.completedFuture(outcome(put));
  }

  private CompletableFuture<PutOutcome> once(byte[] payload) {
    try {
      return handlers.await(attempt.put(payload, Duration.ZERO).handle(Ended::new), this::outcome);
    } catch (InterruptedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private PutOutcome outcome(Ended put) {
    if (put.isWithoutRoom()) {
      return noRoom();
    }
    return put.failure == null ? new Accepted(put.task.orElseThrow()) : refusal(put.failure);
  }

  private PutOutcome noRoom() {
    if (conditions.isDraining()) {
      return new Draining();
    }
    if (conditions.isWithoutConsumer()) {
      return new NoConsumer();
    }
    if (!queue.isFull()) {
      return stalledProducer()
          .<PutOutcome>map(p -> new ProducerStalled(p.pid()))
          .orElse(new Busy());
    }
    if (config.onFull() == OnFull.DROP) {
      countDropped();
      return new Dropped();
    }
    return new Full();
  }

  private synchronized Optional<ProducerStatus> stalledProducer() {
    long now = System.nanoTime();
    if (now - lookedNanos >= LOOK_NANOS) {
      stalled = queue.admin().status().stalledProducer();
      lookedNanos = now;
    }
    return stalled;
  }

  private void countDropped() {
    long count = dropped.incrementAndGet();
    if (say.isTime()) {
      log.warn("queue full: {} tasks dropped since the start", count);
    }
  }

  private static PutOutcome refusal(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof PayloadTooLargeException) {
      return new TooLarge(cause.getMessage());
    }
    if (cause instanceof QueueShutdownException) {
      return new Draining();
    }
    throw new CompletionException(cause);
  }

  /** How an attempt ended: one of the two is null. */
  private record Ended(Optional<TaskId> task, Throwable failure) {
    boolean isWithoutRoom() {
      return failure instanceof CancellationException || (failure == null && task.isEmpty());
    }
  }
}
