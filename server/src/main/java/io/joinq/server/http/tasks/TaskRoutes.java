package io.joinq.server.http.tasks;

import static io.joinq.server.http.route.Parameter.In.HEADER;
import static io.joinq.server.http.route.Parameter.In.PATH;
import static io.joinq.server.http.route.Parameter.In.QUERY;

import io.javalin.http.Context;
import io.joinq.json.TaskView;
import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.problem.Reply;
import io.joinq.server.http.route.Route;
import io.joinq.server.http.route.Schema;
import io.joinq.server.http.transport.BodyTransfers;
import io.joinq.server.http.transport.Dispatch;
import io.joinq.server.http.transport.PayloadMemory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Routes that submit, show and cancel tasks. */
public final class TaskRoutes {
  private static final String BYTES = "application/octet-stream";

  private final Backend backend;
  private final Dispatch dispatch;
  private final BodyTransfers transfers;
  private final Executor files;
  private final TaskQueries tasks;
  private final SubmissionReader submissions;
  private final SubmitHandler submit;

  /**
   * @param files where the queue's files may be read
   */
  public TaskRoutes(
      Backend backend,
      Dispatch dispatch,
      BodyTransfers transfers,
      PayloadMemory memory,
      Executor files) {
    this.transfers = transfers;
    this.backend = backend;
    this.dispatch = dispatch;
    this.files = files;
    tasks = new TaskQueries(backend.queue());
    submissions = new SubmissionReader(backend.config().maxPayload(), memory);
    submit = new SubmitHandler(backend, new PutReplies(backend), tasks, files);
  }

  public List<Route> routes() {
    return List.of(put(), status(), result(), cancel());
  }

  private Route put() {
    return Route.post("/tasks")
        .does("Puts a task, and waits for its result if asked to")
        .takes(
            QUERY,
            "wait",
            Schema.duration(),
            "How long to wait for the result, up to 5m; not at all")
        .takes(HEADER, "Prefer", Schema.text(), "wait=S, in seconds, as RFC 7240 has it")
        .takes(HEADER, "Request-Timeout", Schema.text(), ClientTimeouts.TIMEOUT_SAYS)
        .takes(
            HEADER,
            "Idempotency-Key",
            Schema.text(".{1,255}"),
            "A request that repeats a key with the same payload gets the first one's task")
        .takesBytes()
        .answers(200, "The result of the task", BYTES, Schema.bytes())
        .answers(200, "The task was dropped (--on-full drop)", PutReplies.DROPPED)
        .answers(202, "The task is queued; Location has its address", PutReplies.ENQUEUED)
        .answersNothing(204, "The task is done, and its result is no longer kept")
        .problems(
            ProblemType.BAD_REQUEST,
            ProblemType.PAYLOAD_TOO_LARGE,
            ProblemType.TASK_FAILED,
            ProblemType.TASK_DEAD,
            ProblemType.IDEMPOTENCY_KEY_REUSED,
            ProblemType.TOO_MANY_TRANSFERS)
        .problems(PutReplies.PROBLEMS)
        .handledBy(this::put);
  }

  private Route status() {
    return withTaskId(Route.get("/tasks/{id}"))
        .does("The state of a task")
        .answers(200, "The task", Schema.of(TaskView.class))
        .handledBy(ctx -> lookUp(ctx, "GET /tasks/{id}", tasks::status));
  }

  private Route result() {
    return withTaskId(Route.get("/tasks/{id}/result"))
        .does("The result of a finished task")
        .answers(200, "The result", BYTES, Schema.bytes())
        .answersNothing(204, "The task is done, and its result is no longer kept")
        .problems(
            ProblemType.NOT_FINISHED,
            ProblemType.TASK_FAILED,
            ProblemType.TASK_DEAD,
            ProblemType.TOO_MANY_TRANSFERS)
        .handledBy(ctx -> lookUp(ctx, "GET /tasks/{id}/result", tasks::result));
  }

  private Route cancel() {
    return withTaskId(Route.delete("/tasks/{id}"))
        .does("Cancels a queued task")
        .answers(200, "The cancelled task", Schema.of(TaskView.class))
        .problems(ProblemType.NOT_CANCELLABLE, ProblemType.QUEUE_BUSY)
        .handledBy(ctx -> lookUp(ctx, "DELETE /tasks/{id}", tasks::cancel));
  }

  private static Route.Declaration withTaskId(Route.Declaration route) {
    return route
        .takes(PATH, "id", Schema.taskId(), "Id of the task, as the answer to its put named it")
        .problems(ProblemType.BAD_REQUEST, ProblemType.NOT_FOUND);
  }

  private void put(Context ctx) {
    if (backend.draining().getAsBoolean()) {
      throw Problem.draining().toException();
    }
    submissions.checkLength(ctx);
    dispatch.answer(ctx, () -> transfers.read(ctx, submissions::read).thenCompose(this::handle));
  }

  private CompletableFuture<Reply> handle(Submission submission) {
    // At the latest: it may have failed before its put.
    return dispatch
        .call("POST /tasks", () -> submit.submit(submission))
        .whenComplete((reply, failure) -> submission.letGo());
  }

  private void lookUp(Context ctx, String name, Function<String, Reply> question) {
    String id = ctx.pathParam("id");
    dispatch.run(ctx, name, () -> fromFiles(id, question));
  }

  private CompletableFuture<Reply> fromFiles(String id, Function<String, Reply> question) {
    return backend
        .handlers()
        .await(CompletableFuture.supplyAsync(() -> question.apply(id), files), reply -> reply);
  }
}
