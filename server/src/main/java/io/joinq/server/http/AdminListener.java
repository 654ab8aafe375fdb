package io.joinq.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueStatus;
import io.joinq.server.json.QueueView;
import io.joinq.server.json.WorkerView;
import io.joinq.server.supervisor.Roster;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What operators talk to. Never touches the event loop, so it answers while that is stalled. */
public final class AdminListener implements AutoCloseable {
  private static final int MOST_THREADS = 12;

  private final JoinableQueue queue;
  private final Roster roster;
  private final Readiness readiness;
  private final Joins joins;
  private final WorkerSignals signals;
  private final EventStream eventStream;
  private final AdminGuard guard;
  private final Listener listener;

  /**
   * @param token that requests which change something must bear, if there is one
   */
  public AdminListener(Endpoint endpoint, Backend backend, Roster roster, Optional<String> token) {
    this.queue = backend.queue();
    this.roster = roster;
    readiness = new Readiness(backend);
    joins = new Joins(queue);
    signals = new WorkerSignals(this::workers);
    eventStream = new EventStream(backend.events());
    guard = new AdminGuard(token, endpoint.bind());
    listener = new Listener(endpoint, MOST_THREADS, this::addRoutes);
  }

  private void addRoutes(RoutesConfig routes) {
    routes.before(guard::check);
    routes.get("/livez", ctx -> readiness.live().writeTo(ctx));
    routes.get("/readyz", ctx -> readiness.ready().writeTo(ctx));
    routes.get("/queue", ctx -> Reply.json(200, view()).writeTo(ctx));
    routes.post("/queue/pause", ctx -> pause(ctx, true));
    routes.post("/queue/resume", ctx -> pause(ctx, false));
    routes.get("/queue/join", this::join);
    routes.get("/events", eventStream::serve);
    routes.get("/workers", ctx -> Reply.json(200, workers()).writeTo(ctx));
    routes.post(
        "/workers/{n}/signal",
        ctx -> signals.send(ctx.pathParam("n"), ctx.queryParam("name")).writeTo(ctx));
  }

  private QueueView view() {
    QueueStatus status = queue.status();
    return QueueView.of(status, roster.workers(status));
  }

  private List<WorkerView> workers() {
    return roster.workers(queue.status());
  }

  private void pause(Context ctx, boolean paused) {
    if (paused) {
      queue.pause();
    } else {
      queue.resume();
    }
    Reply.json(200, Map.of("paused", paused)).writeTo(ctx);
  }

  private void join(Context ctx) {
    String timeout = ctx.queryParam("timeout");
    ctx.future(
        () -> joins.join(timeout).thenAcceptAsync(reply -> reply.writeTo(ctx), listener.threads()));
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
