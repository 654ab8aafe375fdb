package io.joinq.server.http;

import io.javalin.http.Context;
import io.joinq.server.http.route.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What the world talks to. A request is read on a thread of the listener, handled where handlers
 * run and answered on a thread of the listener again. An event loop never waits for a client, but
 * every client waits for the loop.
 */
public final class PublicListener implements AutoCloseable {
  private static final int FILE_THREADS = 2;

  private final Backend backend;
  private final ExecutorService files;
  private final PublicThreads threads;
  private final Listener listener;

  /**
   * @param threads that this is to use; it starts and stops them
   */
  public PublicListener(Endpoint endpoint, Backend backend, PublicThreads threads) {
    this.backend = backend;
    this.threads = threads;
    files = Executors.newFixedThreadPool(FILE_THREADS, new DaemonThreads("task-files"));
    listener = new Listener(endpoint, threads.pool(), routes(), (ctx, route) -> {});
  }

  private List<Route> routes() {
    Dispatch dispatch = this::handle;
    List<Route> routes = new ArrayList<>();
    routes.addAll(new HealthRoutes(dispatch).routes());
    routes.addAll(
        new TranscribeRoutes(dispatch, new Transcribe(backend, new PutReplies(backend))).routes());
    routes.addAll(new TaskRoutes(backend, dispatch, files).routes());
    routes.addAll(new DocumentRoutes(dispatch).describing("joinq, public listener", routes));
    return routes;
  }

  private void handle(Context ctx, String name, Callable<CompletableFuture<Reply>> handler) {
    ctx.future(
        () ->
            backend
                .handlers()
                .submit(name, handler)
                .exceptionally(Failures::reply)
                .thenAcceptAsync(reply -> reply.writeTo(ctx), threads));
  }

  /**
   * @throws ListenException if the port cannot be had
   */
  public void start() {
    listener.start();
  }

  public String url() {
    return listener.url();
  }

  @Override
  public void close() {
    listener.stop();
    files.shutdownNow();
  }
}
