package io.joinq.server.http;

import io.javalin.http.Context;
import io.joinq.queue.JoinableQueue;
import io.joinq.server.diagnosis.ServerDiagnosis;
import io.joinq.server.http.admin.DeadLetterRoutes;
import io.joinq.server.http.admin.DiagnosisRoutes;
import io.joinq.server.http.admin.EventStream;
import io.joinq.server.http.admin.JoinHandler;
import io.joinq.server.http.admin.ProbeRoutes;
import io.joinq.server.http.admin.QueueRoutes;
import io.joinq.server.http.admin.Readiness;
import io.joinq.server.http.admin.WorkerRoutes;
import io.joinq.server.http.problem.ProblemMapper;
import io.joinq.server.http.problem.Reply;
import io.joinq.server.http.route.Route;
import io.joinq.server.http.security.AccessPolicy;
import io.joinq.server.http.security.Endpoint;
import io.joinq.server.http.tasks.Backend;
import io.joinq.server.http.transport.Dispatch;
import io.joinq.server.http.transport.ListenException;
import io.joinq.server.http.transport.Listener;
import io.joinq.server.http.transport.RequestFilter;
import io.joinq.server.http.transport.SlowClients;
import io.joinq.server.supervisor.Supervisor;
import io.joinq.server.supervisor.WorkerRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The listener for operators. It never uses the event loop, so it answers while the loop is
 * stalled.
 */
public final class AdminListener implements AutoCloseable {
  private static final int MOST_THREADS = 12;

  private final Backend backend;
  private final WorkerRegistry registry;
  private final Supervisor supervisor;
  private final ServerDiagnosis diagnosis;
  private final JoinHandler joins;
  private final EventStream eventStream;
  private final Listener listener;

  /**
   * @param supervisor who knows and restarts the workers
   */
  public AdminListener(
      Endpoint endpoint, Backend backend, Supervisor supervisor, ServerDiagnosis diagnosis) {
    this.backend = backend;
    this.supervisor = supervisor;
    this.diagnosis = diagnosis;
    registry = supervisor.registry();
    joins = new JoinHandler(backend.queue());
    eventStream = new EventStream(backend.events());
    List<Route> routes = routes();
    // Operators watch the shutdown, so this listener refuses nothing while it drains.
    RequestFilter requestFilter =
        new RequestFilter(AccessPolicy.ofAdmin(endpoint), routes, () -> false);
    listener =
        new Listener(
            endpoint,
            Listener.pool(endpoint.name(), MOST_THREADS),
            routes,
            requestFilter,
            new SlowClients(endpoint.limits()));
  }

  private List<Route> routes() {
    JoinableQueue queue = backend.queue();
    Dispatch dispatch = new Handling();
    List<Route> routes = new ArrayList<>();
    routes.addAll(new ProbeRoutes(new Readiness(backend, supervisor)).routes());
    routes.addAll(new QueueRoutes(queue, registry, joins, dispatch).routes());
    routes.addAll(
        new WorkerRoutes(() -> registry.workers(queue.admin().status()), supervisor).routes());
    routes.addAll(new DiagnosisRoutes(diagnosis, dispatch).routes());
    routes.addAll(new DeadLetterRoutes(backend).routes());
    routes.addAll(eventStream.routes());
    routes.addAll(new DocumentRoutes(dispatch).describing("joinq, admin listener", routes));
    return routes;
  }

  /**
   * @throws ListenException if the port cannot be had
   */
  public void start() {
    listener.start();
  }

  /** Method and path of all that is answered, with the handlers of every request and HEAD. */
  public Set<String> registered() {
    return listener.registered();
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

  /** Handlers run where the request was read; a reply that comes later is written by a thread. */
  private final class Handling implements Dispatch {
    @Override
    public CompletableFuture<Reply> call(String name, Callable<CompletableFuture<Reply>> handler) {
      try {
        return handler.call();
      } catch (Exception e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    public void answer(Context ctx, Supplier<CompletableFuture<Reply>> reply) {
      ctx.future(
          () ->
              reply
                  .get()
                  .exceptionally(ProblemMapper::reply)
                  .thenAcceptAsync(done -> done.writeTo(ctx), listener.threads()));
    }
  }
}
