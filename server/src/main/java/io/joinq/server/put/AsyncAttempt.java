package io.joinq.server.put;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.TaskId;
import io.joinq.server.loop.Handlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** A put attempt that blocks no thread: it waits in the queue's own line or on a timer. */
final class AsyncAttempt implements Attempt {
  private final JoinableQueue queue;
  private final Handlers handlers;
  private final WaitingPuts waiting;
  private final BooleanSupplier hopeless;
  private final boolean retries;

  /**
   * @param hopeless whether waiting is of no use any more
   */
  AsyncAttempt(JoinableQueue queue, Handlers handlers, BooleanSupplier hopeless, boolean retries) {
    this.queue = queue;
    this.handlers = handlers;
    this.hopeless = hopeless;
    waiting = new WaitingPuts(hopeless, handlers);
    this.retries = retries;
  }

  @Override
  public CompletableFuture<Optional<TaskId>> put(byte[] payload, Duration timeout) {
    return retries
        ? retry(payload, new Backoff(System.nanoTime(), timeout))
        : waiting.watch(queue.putAsync(payload, timeout));
  }

  private CompletableFuture<Optional<TaskId>> retry(byte[] payload, Backoff backoff) {
    return handlers.awaitCompose(
        queue.putAsync(payload, Duration.ZERO),
        task -> {
          long now = System.nanoTime();
          if (task.isPresent() || backoff.isOver(now) || hopeless.getAsBoolean()) {
            return CompletableFuture.completedFuture(task);
          }
          return handlers.awaitCompose(
              handlers.sleep(backoff.next(now)), woken -> retry(payload, backoff));
        });
  }
}
