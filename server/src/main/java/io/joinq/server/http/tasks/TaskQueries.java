package io.joinq.server.http.tasks;

import io.joinq.json.TaskView;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueException;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.problem.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads the state and result of tasks from files. Blocks; not for the loop thread. */
final class TaskQueries {
  private final JoinableQueue queue;

  TaskQueries(JoinableQueue queue) {
    this.queue = queue;
  }

  Reply status(String id) {
    return Reply.json(200, TaskView.of(known(id)));
  }

  /** Ends a task before anybody takes it. */
  Reply cancel(String id) {
    TaskId task = known(id).id();
    boolean cancelled = cancel(task);
    TaskView view = TaskView.of(known(id));
    if (cancelled) {
      return Reply.json(200, view);
    }
    return Problem.of(
            ProblemType.NOT_CANCELLABLE,
            task + " is " + view.state() + "; only queued tasks can be cancelled")
        .with("task_id", view.taskId())
        .with("state", view.state())
        .toReply();
  }

  private boolean cancel(TaskId task) {
    try {
      return queue.admin().cancel(task);
    } catch (QueueException e) {
      // It was put, so too many that are cancelled wait to be passed.
      throw Problem.of(ProblemType.QUEUE_BUSY, e.getMessage()).retryAfter(1).toException();
    }
  }

  Reply result(String id) {
    TaskStatus status = known(id);
    return status.state().isFinal() ? ended(status) : unfinished(status);
  }

  /**
   * The answer to one who waits for the result; empty while there is none to wait for.
   *
   * @param id of a task that was put: without a record of it, it has ended without a result
   */
  Optional<Reply> resultIfEnded(TaskId id) {
    Optional<TaskStatus> status = queue.admin().task(id);
    return status.isEmpty()
        ? Optional.of(Reply.noContent())
        : status.filter(task -> task.state().isFinal()).map(this::ended);
  }

  private TaskStatus known(String id) {
    TaskId task;
    try {
      task = TaskId.parse(id);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(e.getMessage()).toException();
    }
    return queue
        .admin()
        .task(task)
        .orElseThrow(
            () ->
                Problem.notFound(task + " was never put, or its record is no longer kept")
                    .toException());
  }

  private Reply ended(TaskStatus status) {
    Optional<byte[]> result = queue.admin().result(status.id());
    if (status.state() == TaskState.DONE) {
      return result.map(Reply::bytes).orElseGet(Reply::noContent);
    }
    String reason = result.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("");
    boolean dead = status.state() == TaskState.DEAD;
    String detail =
        dead
            ? status.id() + " failed in each of its " + status.attempts() + " attempts"
            : status.id() + " failed: " + reason;
    return Problem.of(dead ? ProblemType.TASK_DEAD : ProblemType.TASK_FAILED, detail)
        .with("task_id", status.id().toString())
        .with("attempts", status.attempts())
        .with("causes", TaskView.of(status).causes())
        .toReply();
  }

  private static Reply unfinished(TaskStatus status) {
    TaskView view = TaskView.of(status);
    return Problem.of(
            ProblemType.NOT_FINISHED, view.taskId() + " is " + view.state() + "; ask again later")
        .with("task_id", view.taskId())
        .with("state", view.state())
        .retryAfter(1)
        .toReply();
  }
}
