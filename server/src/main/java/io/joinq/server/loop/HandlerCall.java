package io.joinq.server.loop;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The first run of a handler: until it returns its future. */
final class HandlerCall {
  private HandlerCall() {}

  /**
   * @param answer completed as the handler's future, or with what the handler threw
   */
  static <T> void run(Callable<? extends CompletionStage<T>> handler, CompletableFuture<T> answer) {
    try {
      handler
          .call()
          .whenComplete(
              (value, failure) -> {
                if (failure == null) {
                  answer.complete(value);
                } else {
                  answer.completeExceptionally(failure);
                }
              });
    } catch (Throwable failure) {
      answer.completeExceptionally(failure);
    }
  }
}
