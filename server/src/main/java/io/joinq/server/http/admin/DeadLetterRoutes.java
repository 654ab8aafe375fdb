package io.joinq.server.http.admin;

import static io.joinq.server.http.route.Parameter.In.PATH;
import static io.joinq.server.http.route.Parameter.In.QUERY;

import io.joinq.json.DeadLetterView;
import io.joinq.json.TaskView;
import io.joinq.options.DurationConverter;
import io.joinq.queue.DeadLetters;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskStatus;
import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemException;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.problem.Reply;
import io.joinq.server.http.route.Route;
import io.joinq.server.http.route.Schema;
import io.joinq.server.http.tasks.Backend;
import io.joinq.server.http.tasks.PutReplies;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Routes that list and requeue dead letters. */
public final class DeadLetterRoutes {
  /** Limit for the wait on a thread of the listener. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private final Backend backend;
  private final PutReplies putReplies;

  public DeadLetterRoutes(Backend backend) {
    this.backend = backend;
    putReplies = new PutReplies(backend);
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/dead-letters")
            .does("Lists the dead letters, oldest first")
            .answers(200, "All of them", Schema.listOf(TaskView.class))
            .handledBy(ctx -> Reply.json(200, list()).writeTo(ctx)),
        withTaskId(Route.get("/dead-letters/{id}"))
            .does("Returns the cause of each failed attempt, and the beginning of the payload")
            .answers(200, "The dead letter", Schema.of(DeadLetterView.class))
            .handledBy(ctx -> show(ctx.pathParam("id")).writeTo(ctx)),
        withTaskId(Route.post("/dead-letters/{id}/requeue"))
            .does("Puts the payload again, as a new task, and removes the dead letter")
            .takes(QUERY, "timeout", Schema.duration(), "How long to wait for room, up to 2s; not")
            .answers(
                200,
                "It was put",
                Schema.object(Map.of("task_id", Schema.taskId(), "requeued_as", Schema.taskId())))
            .problems(ProblemType.QUEUE_FULL)
            .handledBy(
                ctx ->
                    requeue(ctx.pathParam("id"), timeout(ctx.queryParam("timeout"))).writeTo(ctx)));
  }

  private static Route.Declaration withTaskId(Route.Declaration route) {
    return route
        .takes(PATH, "id", Schema.taskId(), "Id of a dead letter, as listed")
        .problems(ProblemType.BAD_REQUEST, ProblemType.NOT_FOUND);
  }

  private DeadLetters letters() {
    return backend.queue().admin().deadLetters();
  }

  private List<TaskView> list() {
    return letters().list().stream().map(TaskView::of).toList();
  }

  private Reply show(String id) {
    TaskStatus letter = known(id);
    byte[] payload = letters().payload(letter.id()).orElseThrow(() -> unknown(letter.id()));
    return Reply.json(200, DeadLetterView.of(letter, payload));
  }

  private Reply requeue(String id, Duration timeout) throws InterruptedException {
    TaskId letter = known(id).id();
    Optional<TaskId> requeued = letters().requeue(letter, timeout);
    return requeued.isEmpty()
        ? putReplies.full(letter + " is still a dead letter: the queue stayed full")
        : Reply.json(
            200, Map.of("task_id", letter.toString(), "requeued_as", requeued.get().toString()));
  }

  private TaskStatus known(String text) {
    try {
      TaskId id = TaskId.parse(text);
      return letters().find(id).orElseThrow(() -> unknown(id));
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(e.getMessage()).toException();
    }
  }

  private static ProblemException unknown(TaskId id) {
    return Problem.notFound("no dead letter " + id + "; GET /dead-letters lists them")
        .toException();
  }

  private static Duration timeout(String text) {
    try {
      Duration timeout = text == null ? Duration.ZERO : DurationConverter.parse(text);
      if (timeout.compareTo(LONGEST_WAIT) <= 0) {
        return timeout;
      }
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("timeout: " + e.getMessage()).toException();
    }
    throw Problem.badRequest("timeout=" + text + " is longer than 2s; ask again instead")
        .toException();
  }
}
