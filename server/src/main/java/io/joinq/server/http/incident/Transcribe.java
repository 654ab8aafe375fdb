package io.joinq.server.http.incident;

import io.joinq.queue.JoinableQueue;
import io.joinq.server.http.problem.Reply;
import io.joinq.server.http.tasks.Backend;
import io.joinq.server.http.tasks.PutReplies;
import io.joinq.server.put.ClientDeadline;
import io.joinq.server.put.PutOutcome;
import io.joinq.server.put.PutOutcome.Accepted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Handles the incident's requests. Runs where handlers run. */
public final class Transcribe {
  private static final byte[] PAYLOAD = "transcribe".getBytes(StandardCharsets.UTF_8);
  private static final Duration LONGEST_FILL = Duration.ofSeconds(10);
  private static final Duration BUSY_PAUSE = Duration.ofMillis(5);
  private static final int OFFERS_PER_TURN = 256;

  private final Backend backend;
  private final JoinableQueue queue;
  private final PutReplies replies;

  public Transcribe(Backend backend, PutReplies replies) {
    this.backend = backend;
    this.queue = backend.queue();
    this.replies = replies;
  }

  /** Resumes paused workers and puts one task. */
  CompletableFuture<Reply> put(ClientDeadline deadline) throws InterruptedException {
    if (backend.draining().getAsBoolean()) {
      return CompletableFuture.completedFuture(replies.of(new PutOutcome.Draining()));
    }
    if (queue.admin().isPaused()) {
      queue.admin().resume();
    }
    return putOnce(deadline);
  }

  /**
   * Pauses all workers, fills the queue and puts once more: with the blocking strategy that put
   * never returns.
   */
  CompletableFuture<Reply> putWhileFull(ClientDeadline deadline) throws InterruptedException {
    if (backend.draining().getAsBoolean()) {
      return CompletableFuture.completedFuture(replies.of(new PutOutcome.Draining()));
    }
    queue.admin().pause();
    return fill(new Filling(System.nanoTime() + LONGEST_FILL.toNanos(), deadline));
  }

  /** A turn of the loop at a time, so that even a large queue is filled without a stall. */
  private CompletableFuture<Reply> fill(Filling filling) throws InterruptedException {
    for (int offers = 0; offers < OFFERS_PER_TURN; offers++) {
      if (queue.isFull()) {
        return putOnce(filling.deadline);
      }
      if (queue.offer(PAYLOAD).isEmpty() && !queue.isFull()) {
        return fillLater(filling);
      }
    }
    return later(Duration.ZERO, filling);
  }

  /* Not full and yet refused: another process has the queue to itself, and may stop while it has. */
  private CompletableFuture<Reply> fillLater(Filling filling) throws InterruptedException {
    return System.nanoTime() - filling.endNanos > 0
        ? putOnce(filling.deadline)
        : later(BUSY_PAUSE, filling);
  }

  private CompletableFuture<Reply> later(Duration pause, Filling filling) {
    return backend
        .handlers()
        .awaitCompose(backend.handlers().sleep(pause), woken -> refill(filling));
  }

  private CompletableFuture<Reply> refill(Filling filling) {
    try {
      return fill(filling);
    } catch (InterruptedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Reply> putOnce(ClientDeadline deadline) throws InterruptedException {
    return backend.handlers().await(backend.strategy().put(PAYLOAD, deadline), this::reply);
  }

  private Reply reply(PutOutcome outcome) {
    if (outcome instanceof Accepted accepted) {
      return Reply.json(200, Map.of("status", "enqueued", "task_id", accepted.task().toString()));
    }
    return replies.of(outcome);
  }

  /**
   * A queue that is being filled.
   *
   * @param endNanos when to fill it no more
   */
  private record Filling(long endNanos, ClientDeadline deadline) {}
}
