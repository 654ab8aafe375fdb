package io.joinq.server.loop;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the handlers that were submitted and have not answered. Thread-safe. */
final class PendingCalls {
  private final AtomicInteger unanswered = new AtomicInteger();

  /** Counts a handler that is to run. */
  <T> Call<T> begin(Callable<? extends CompletionStage<T>> handler) {
    unanswered.incrementAndGet();
    return new Call<>(handler);
  }

  /** Those that are suspended, or have not run yet, included. */
  int unanswered() {
    return unanswered.get();
  }

  /** One handler; it ends with its answer, once. */
  final class Call<T> {
    private final Callable<? extends CompletionStage<T>> handler;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final CompletableFuture<T> answer =
        result.whenComplete((value, failure) -> unanswered.decrementAndGet());

    private Call(Callable<? extends CompletionStage<T>> handler) {
      this.handler = handler;
    }

    /** The handler's first run: until it returns its future. */
    void run() {
      try {
        handler.call().whenComplete(this::end);
      } catch (Throwable failure) {
        result.completeExceptionally(failure);
      }
    }

    private void end(T value, Throwable failure) {
      if (failure == null) {
        result.complete(value);
      } else {
        result.completeExceptionally(failure);
      }
    }

    /** It will not run. */
    void reject(Throwable why) {
      result.completeExceptionally(why);
    }

    /** Completed as the handler's future, or with what it threw. */
    CompletableFuture<T> answer() {
      return answer;
    }
  }
}
