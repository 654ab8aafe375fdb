package io.joinq.json;

import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Snapshot of a task. */
public record TaskView(
    String taskId,
    @Field(oneOf = {"queued", "running", "done", "failed", "dead"}) String state,
    int attempts,
    @Field(format = "date-time") String enqueuedAt,
    @Field(format = "date-time", orNull = true) String startedAt,
    @Field(format = "date-time", orNull = true) String finishedAt,
    Integer worker,
    List<Cause> causes) {

  public static TaskView of(TaskStatus status) {
    return new TaskView(
        status.id().toString(),
        status.state().name().toLowerCase(Locale.ROOT),
        status.attempts(),
        status.enqueuedAt().toString(),
        status.startedAt().map(Instant::toString).orElse(null),
        status.finishedAt().map(Instant::toString).orElse(null),
        status.worker().isPresent() ? status.worker().getAsInt() : null,
        status.causes().stream().map(Cause::of).toList());
  }

  /** Why a delivery ended without the task's end. */
  public record Cause(
      int attempt, String cause, String detail, long pid, @Field(format = "date-time") String at) {
    static Cause of(Redelivery redelivery) {
      return new Cause(
          redelivery.attempt(),
          redelivery.cause().name().toLowerCase(Locale.ROOT),
          redelivery.detail(),
          redelivery.pid(),
          redelivery.at().toString());
    }
  }
}
