package io.joinq.server.http.transport;

import io.javalin.http.Context;
import io.joinq.server.http.problem.Reply;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Runs the handlers of a listener and sends their replies to the client. */
public interface Dispatch {
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
