package io.joinq.server.http;

import io.javalin.http.Context;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Where the handlers of a listener run, and how their answers get to the client. */
interface Dispatch {
  /**
   * Runs a handler, now or later.
   *
   * @param name for those who watch
   */
  CompletableFuture<Reply> call(String name, Callable<CompletableFuture<Reply>> handler);

  /** Has a reply written once it is there, or the problem that it failed with. */
  void answer(Context ctx, Supplier<CompletableFuture<Reply>> reply);

  /** Both. */
  default void run(Context ctx, String name, Callable<CompletableFuture<Reply>> handler) {
    answer(ctx, () -> call(name, handler));
  }
}
