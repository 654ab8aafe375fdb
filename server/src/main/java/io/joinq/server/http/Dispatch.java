package io.joinq.server.http;

import io.javalin.http.Context;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Where the handlers of a listener run, and how their answers get to the client. */
interface Dispatch {
  /**
   * Runs a handler, now or later, and has its reply written when there is one.
   *
   * @param name for those who watch
   */
  void run(Context ctx, String name, Callable<CompletableFuture<Reply>> handler);
}
