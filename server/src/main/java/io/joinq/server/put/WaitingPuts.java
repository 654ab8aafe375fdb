package io.joinq.server.put;

import io.joinq.server.loop.Handlers;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Puts that wait for room without a thread. Once no consumer is expected any more, all of them end
 * instead of waiting for their timeouts. One timer serves them all. Thread-safe.
 */
final class WaitingPuts {
  static final Duration LOOK = Duration.ofMillis(25);

  private final BooleanSupplier hopeless;
  private final Handlers handlers;
  private final Queue<CompletableFuture<?>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean willLook = new AtomicBoolean();

  /**
   * @param hopeless whether waiting is of no use any more
   */
  WaitingPuts(BooleanSupplier hopeless, Handlers handlers) {
    this.hopeless = hopeless;
    this.handlers = handlers;
  }

  /**
   * Watches a put until it is complete.
   *
   * @return the same, which is cancelled once to wait is of no use
   */
  <T> CompletableFuture<T> watch(CompletableFuture<T> put) {
    waiting.add(put);
    lookLater();
    return put;
  }

  private void lookLater() {
    if (!waiting.isEmpty() && willLook.compareAndSet(false, true)) {
      CompletableFuture<Boolean> unused = handlers.await(handlers.sleep(LOOK), woken -> look());
    }
  }

  private boolean look() {
    try {
      waiting.removeIf(Future::isDone);
      boolean end = hopeless.getAsBoolean();
      if (end) {
        waiting.forEach(put -> put.cancel(false));
      }
      return end;
    } finally {
      willLook.set(false);
      lookLater();
    }
  }
}
