package io.joinq.server.http;

import io.javalin.http.Context;
import io.joinq.queue.JoinableQueue;
import io.joinq.server.http.route.Route;
import io.joinq.server.supervisor.Roster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** What operators talk to. Never touches the event loop, so it answers while that is stalled. */
public final class AdminListener implements AutoCloseable {
  private static final int MOST_THREADS = 12;

  private final Backend backend;
  private final Roster roster;
  private final Joins joins;
  private final EventStream eventStream;
  private final Listener listener;

  /**
   * @param token that requests which change something must bear, if there is one
   */
  public AdminListener(Endpoint endpoint, Backend backend, Roster roster, Optional<String> token) {
    this.backend = backend;
    this.roster = roster;
    joins = new Joins(backend.queue());
    eventStream = new EventStream(backend.events());
    AdminGuard guard = new AdminGuard(token, endpoint.bind());
    listener =
        new Listener(
            endpoint, Listener.pool(endpoint.name(), MOST_THREADS), routes(), guard::check);
  }

  private List<Route> routes() {
    JoinableQueue queue = backend.queue();
    List<Route> routes = new ArrayList<>();
    routes.addAll(new ProbeRoutes(new Readiness(backend)).routes());
    routes.addAll(new QueueRoutes(queue, roster, joins, this::answer).routes());
    routes.addAll(new WorkerRoutes(() -> roster.workers(queue.status())).routes());
    routes.addAll(eventStream.routes());
    routes.addAll(new DocumentRoutes(this::answer).describing("joinq, admin listener", routes));
    return routes;
  }

  /** Handlers run where the request was read; a reply that comes later is written by a thread. */
  private void answer(Context ctx, String name, Callable<CompletableFuture<Reply>> handler) {
    ctx.future(
        () -> called(handler).thenAcceptAsync(reply -> reply.writeTo(ctx), listener.threads()));
  }

  private static CompletableFuture<Reply> called(Callable<CompletableFuture<Reply>> handler) {
    try {
      return handler.call();
    } catch (Exception e) {
      return CompletableFuture.completedFuture(Failures.reply(e));
    }
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
    joins.close();
    eventStream.close();
    listener.stop();
  }
}
