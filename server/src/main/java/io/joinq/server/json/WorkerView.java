package io.joinq.server.json;

import io.joinq.queue.TaskId;
import io.joinq.queue.WorkerStatus;
import java.util.Locale;

/**
 * A worker, alive or about to be.
 *
 * @param pid of the latest process of this worker; null before the first
 */
public record WorkerView(
    int worker,
    Long pid,
    @Field(oneOf = {"starting", "idle", "busy", "stopped", "hung", "dead", "backoff", "gave_up"})
        String state,
    @Field(orNull = true) String taskId,
    Long taskAgeMs,
    int restarts,
    boolean supervised) {

  public static WorkerView of(WorkerStatus status) {
    return new WorkerView(
        status.worker(),
        status.pid(),
        status.state().name().toLowerCase(Locale.ROOT),
        status.task().map(TaskId::toString).orElse(null),
        status.task().map(task -> status.taskAge().toMillis()).orElse(null),
        status.restarts(),
        status.supervised());
  }
}
