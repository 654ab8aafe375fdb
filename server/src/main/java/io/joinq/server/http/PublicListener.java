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
 * What the world talks to. A request is read on a thread of the listener, handled on the event loop
 * and answered on a thread of the listener again: the loop never waits for a client, but every
 * client waits for the loop.
 */
public final class PublicListener implements AutoCloseable {
  private static final int MOST_THREADS = 200;
  private static final int FILE_THREADS = 2;

  private final Backend backend;
  private final ExecutorService files;
  private final Listener listener;

  public PublicListener(Endpoint endpoint, Backend backend) {
    this.backend = backend;
    files = Executors.newFixedThreadPool(FILE_THREADS, new DaemonThreads("task-files"));
    listener = new Listener(endpoint, MOST_THREADS, routes(), (ctx, route) -> {});
  }

  private List<Route> routes() {
    Dispatch dispatch = this::onLoop;
    List<Route> routes = new ArrayList<>();
    routes.addAll(new HealthRoutes(dispatch).routes());
    routes.addAll(
        new TranscribeRoutes(dispatch, new Transcribe(backend, new PutReplies(backend))).routes());
    routes.addAll(new TaskRoutes(backend, dispatch, files).routes());
    routes.addAll(new DocumentRoutes(dispatch).describing("joinq, public listener", routes));
    return routes;
  }

  private void onLoop(Context ctx, String name, Callable<CompletableFuture<Reply>> handler) {
    ctx.future(
        () ->
            backend
                .loop()
                .submit(name, handler)
                .exceptionally(Failures::reply)
                .thenAcceptAsync(reply -> reply.writeTo(ctx), listener.threads()));
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
