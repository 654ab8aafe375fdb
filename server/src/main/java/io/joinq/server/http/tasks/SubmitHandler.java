package io.joinq.server.http.tasks;

import io.joinq.queue.TaskId;
import io.joinq.server.http.problem.Reply;
import io.joinq.server.loop.Handlers;
import io.joinq.server.put.PutOutcome;
import io.joinq.server.put.PutOutcome.Accepted;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Puts a submitted task and, if asked to, waits for its result. Runs where handlers run. */
final class SubmitHandler {
  private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(5).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(250).toNanos();
  // A result is noticed at the latest after it took an eighth longer than it did.
  private static final int PAUSES_PER_AGE = 8;

  private final Backend backend;
  private final Handlers handlers;
  private final PutReplies replies;
  private final TaskQueries tasks;
  private final Executor files;
  private final IdempotencyKeys keys = new IdempotencyKeys(System::nanoTime);

  /**
   * @param files where {@link TaskQueries} may be asked
   */
  SubmitHandler(Backend backend, PutReplies replies, TaskQueries tasks, Executor files) {
    this.backend = backend;
    this.handlers = backend.handlers();
    this.replies = replies;
    this.tasks = tasks;
    this.files = files;
  }

  CompletableFuture<Reply> submit(Submission submission) throws Exception {
    if (backend.draining().getAsBoolean()) {
      return CompletableFuture.completedFuture(replies.of(new PutOutcome.Draining()));
    }
    CompletableFuture<PutOutcome> put =
        submission.key().isPresent()
            ? keys.once(
                submission.key().get(), submission.patience().putDeadline(), () -> put(submission))
            : put(submission);
    CompletableFuture<PutOutcome> decided =
        put.whenComplete((outcome, failure) -> submission.letGo());
    return handlers.awaitCompose(decided, outcome -> answer(outcome, submission.patience()));
  }

  private CompletableFuture<PutOutcome> put(Submission submission) throws InterruptedException {
    return backend.strategy().put(submission.payload(), submission.patience().putDeadline());
  }

  private CompletableFuture<Reply> answer(PutOutcome outcome, ClientTimeouts patience) {
    if (!(outcome instanceof Accepted accepted)) {
      return CompletableFuture.completedFuture(replies.of(outcome));
    }
    TaskId task = accepted.task();
    Optional<Long> deadlineNanos = patience.resultDeadlineNanos();
    if (deadlineNanos.isEmpty()) {
      return CompletableFuture.completedFuture(enqueued(task));
    }
    CompletableFuture<Optional<Reply>> result =
        result(task, System.nanoTime(), deadlineNanos.get());
    return handlers.await(
        result, ended -> ended.map(reply -> at(task, reply)).orElseGet(() -> enqueued(task)));
  }

  private static Reply enqueued(TaskId task) {
    return at(task, Reply.json(202, Map.of("status", "enqueued", "task_id", task.toString())));
  }

  private static Reply at(TaskId task, Reply reply) {
    return reply.withHeader("Location", "/tasks/" + task);
  }

  /** Empty once the deadline has passed, or the server is about to stop. */
  private CompletableFuture<Optional<Reply>> result(
      TaskId task, long startNanos, long deadlineNanos) {
    CompletableFuture<Optional<Reply>> asked =
        CompletableFuture.supplyAsync(() -> tasks.resultIfEnded(task), files);
    return handlers.awaitCompose(
        asked,
        ended -> {
          long now = System.nanoTime();
          if (ended.isPresent() || now - deadlineNanos >= 0 || backend.draining().getAsBoolean()) {
            return CompletableFuture.completedFuture(ended);
          }
          long pause = Math.min(pauseNanos(now - startNanos), deadlineNanos - now);
          return handlers.awaitCompose(
              handlers.sleep(Duration.ofNanos(pause)),
              woken -> result(task, startNanos, deadlineNanos));
        });
  }

  private static long pauseNanos(long ageNanos) {
    return Math.max(SHORTEST_PAUSE_NANOS, Math.min(LONGEST_PAUSE_NANOS, ageNanos / PAUSES_PER_AGE));
  }
}
