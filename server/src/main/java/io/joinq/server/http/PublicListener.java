package io.joinq.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * What the world talks to. A request is read on a thread of the listener, handled on the event loop
 * and answered on a thread of the listener again: the loop never waits for a client, but every
 * client waits for the loop.
 */
public final class PublicListener implements AutoCloseable {
  private static final int MOST_THREADS = 200;
  private static final int FILE_THREADS = 2;
  private static final Reply HEALTHY = Reply.json(200, Map.of("status", "ok"));

  private final Backend backend;
  private final ExecutorService files;
  private final Listener listener;
  private final Transcribe transcribe;
  private final SubmissionReader submissions;
  private final Submit submit;
  private final Tasks tasks;

  public PublicListener(Endpoint endpoint, Backend backend) {
    this.backend = backend;
    files = Executors.newFixedThreadPool(FILE_THREADS, new DaemonThreads("task-files"));
    PutReplies replies = new PutReplies(backend);
    tasks = new Tasks(backend.queue());
    transcribe = new Transcribe(backend, replies);
    submissions = new SubmissionReader(backend.config().maxPayload());
    submit = new Submit(backend, replies, tasks, files);
    listener = new Listener(endpoint, MOST_THREADS, this::addRoutes);
  }

  private void addRoutes(RoutesConfig routes) {
    routes.get(
        "/healthz",
        ctx -> onLoop(ctx, "GET /healthz", () -> CompletableFuture.completedFuture(HEALTHY)));
    routes.get("/transcribe", this::transcribe);
    routes.post("/tasks", this::submit);
    routes.get(
        "/tasks/{id}",
        ctx -> {
          String id = ctx.pathParam("id");
          onLoop(ctx, "GET /tasks/{id}", () -> fromFiles(() -> tasks.status(id)));
        });
    routes.get(
        "/tasks/{id}/result",
        ctx -> {
          String id = ctx.pathParam("id");
          onLoop(ctx, "GET /tasks/{id}/result", () -> fromFiles(() -> tasks.result(id)));
        });
  }

  private void transcribe(Context ctx) {
    String block = ctx.queryParam("block");
    if (block == null || block.equals("false")) {
      onLoop(ctx, "GET /transcribe", transcribe::put);
    } else if (block.equals("true")) {
      onLoop(ctx, "GET /transcribe?block=true", transcribe::putWhileFull);
    } else {
      throw Problem.badRequest("block must be true or false, not '" + block + "'").toException();
    }
  }

  private void submit(Context ctx) {
    if (backend.draining().getAsBoolean()) {
      throw Problem.draining().toException();
    }
    Submission submission = submissions.read(ctx);
    onLoop(ctx, "POST /tasks", () -> submit.submit(submission));
  }

  private CompletableFuture<Reply> fromFiles(Supplier<Reply> lookup) {
    return backend.loop().await(CompletableFuture.supplyAsync(lookup, files), reply -> reply);
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
