package io.joinq.server.http;

import io.joinq.queue.JoinableQueue;
import io.joinq.server.put.PutOutcome;
import io.joinq.server.put.PutOutcome.Accepted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The routes of the incident. Runs where handlers run. */
final class Transcribe {
  private static final byte[] PAYLOAD = "transcribe".getBytes(StandardCharsets.UTF_8);
  private static final Duration LONGEST_FILL = Duration.ofSeconds(10);
  private static final Duration BUSY_PAUSE = Duration.ofMillis(5);
  private static final int OFFERS_PER_TURN = 256;

  private final Backend backend;
  private final JoinableQueue queue;
  private final PutReplies replies;

  Transcribe(Backend backend, PutReplies replies) {
    this.backend = backend;
    this.queue = backend.queue();
    this.replies = replies;
  }

  /** Puts one task, which paused workers are told to go on for. */
  CompletableFuture<Reply> put() throws InterruptedException {
    if (backend.draining().getAsBoolean()) {
      return CompletableFuture.completedFuture(replies.of(new PutOutcome.Draining()));
    }
    queue.resume();
    return putOnce();
  }

  /**
   * Pauses all workers, fills the queue and puts once more: with the blocking strategy that put
   * never returns.
   */
  CompletableFuture<Reply> putWhileFull() throws InterruptedException {
    if (backend.draining().getAsBoolean()) {
      return CompletableFuture.completedFuture(replies.of(new PutOutcome.Draining()));
    }
    queue.pause();
    return fill(System.nanoTime() + LONGEST_FILL.toNanos());
  }

  /** A turn of the loop at a time, so that even a large queue is filled without a stall. */
  private CompletableFuture<Reply> fill(long deadlineNanos) throws InterruptedException {
    for (int offers = 0; offers < OFFERS_PER_TURN; offers++) {
      if (queue.isFull()) {
        return putOnce();
      }
      if (queue.offer(PAYLOAD).isEmpty() && !queue.isFull()) {
        return fillLater(deadlineNanos);
      }
    }
    return later(Duration.ZERO, deadlineNanos);
  }

  /* Not full and yet refused: another process has the queue to itself, and may stop while it has. */
  private CompletableFuture<Reply> fillLater(long deadlineNanos) throws InterruptedException {
    return System.nanoTime() - deadlineNanos > 0 ? putOnce() : later(BUSY_PAUSE, deadlineNanos);
  }

  private CompletableFuture<Reply> later(Duration pause, long deadlineNanos) {
    return backend
        .handlers()
        .awaitCompose(backend.handlers().sleep(pause), woken -> refill(deadlineNanos));
  }

  private CompletableFuture<Reply> refill(long deadlineNanos) {
    try {
      return fill(deadlineNanos);
    } catch (InterruptedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Reply> putOnce() throws InterruptedException {
    return backend.handlers().await(backend.strategy().put(PAYLOAD), this::reply);
  }

  private Reply reply(PutOutcome outcome) {
    if (outcome instanceof Accepted accepted) {
      return Reply.json(200, Map.of("status", "enqueued", "task_id", accepted.task().toString()));
    }
    return replies.of(outcome);
  }
}
