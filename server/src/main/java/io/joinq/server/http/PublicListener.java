package io.joinq.server.http;

import io.javalin.http.Context;
import io.joinq.server.http.incident.Transcribe;
import io.joinq.server.http.incident.TranscribeRoutes;
import io.joinq.server.http.problem.ProblemMapper;
import io.joinq.server.http.problem.Reply;
import io.joinq.server.http.route.Route;
import io.joinq.server.http.security.AccessPolicy;
import io.joinq.server.http.security.Endpoint;
import io.joinq.server.http.tasks.Backend;
import io.joinq.server.http.tasks.PutReplies;
import io.joinq.server.http.tasks.TaskRoutes;
import io.joinq.server.http.transport.BodyTransfers;
import io.joinq.server.http.transport.DaemonThreads;
import io.joinq.server.http.transport.Dispatch;
import io.joinq.server.http.transport.ListenException;
import io.joinq.server.http.transport.Listener;
import io.joinq.server.http.transport.PayloadMemory;
import io.joinq.server.http.transport.PublicThreads;
import io.joinq.server.http.transport.RequestFilter;
import io.joinq.server.http.transport.SlowClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The listener for clients. A listener thread reads each request, the handler runs where {@code
 * --handlers} says, and a listener thread writes the response. The event loop never waits for a
 * client, but every client waits for the loop.
 */
public final class PublicListener implements AutoCloseable {
  private static final int FILE_THREADS = 2;

  private final Backend backend;
  private final ExecutorService files;
  private final PublicThreads threads;
  private final PayloadMemory memory;
  private final BodyTransfers transfers;
  private final Listener listener;

  /**
   * @param threads that this is to use; it starts and stops them
   */
  public PublicListener(Endpoint endpoint, Backend backend, PublicThreads threads) {
    this.backend = backend;
    this.threads = threads;
    files = Executors.newFixedThreadPool(FILE_THREADS, new DaemonThreads("task-files"));
    SlowClients slow = new SlowClients(endpoint.limits());
    memory = PayloadMemory.ofHeap();
    transfers = new BodyTransfers(slow, memory);
    List<Route> routes = routes();
    RequestFilter requestFilter =
        new RequestFilter(AccessPolicy.ofPublic(endpoint), routes, backend.draining());
    listener = new Listener(endpoint, threads.pool(), routes, requestFilter, slow);
  }

  private List<Route> routes() {
    Dispatch dispatch = new Handling();
    List<Route> routes = new ArrayList<>();
    routes.addAll(new HealthRoutes(dispatch).routes());
    routes.addAll(
        new TranscribeRoutes(dispatch, new Transcribe(backend, new PutReplies(backend))).routes());
    routes.addAll(new TaskRoutes(backend, dispatch, transfers, memory, files).routes());
    routes.addAll(new DocumentRoutes(dispatch).describing("joinq, public listener", routes));
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
    listener.stop();
    transfers.close();
    files.shutdownNow();
  }

  private final class Handling implements Dispatch {
    @Override
    public CompletableFuture<Reply> call(String name, Callable<CompletableFuture<Reply>> handler) {
      return backend.handlers().submit(name, handler);
    }

    @Override
    public void answer(Context ctx, Supplier<CompletableFuture<Reply>> reply) {
      ctx.future(
          () ->
              reply
                  .get()
                  .exceptionally(ProblemMapper::reply)
                  .thenCompose(done -> transfers.write(ctx, done, threads)));
    }
  }
}
