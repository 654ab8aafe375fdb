package io.joinq.json;

import io.joinq.queue.Unfinished;
import java.util.Locale;

/** A task that join waits for. */
public record UnfinishedView(
    String taskId,
    @Field(oneOf = {"queued", "running"}) String state,
    Long ownerPid,
    Integer worker,
    long ageMs) {

  public static UnfinishedView of(Unfinished task) {
    return new UnfinishedView(
        task.id().toString(),
        task.state().name().toLowerCase(Locale.ROOT),
        task.ownerPid().isPresent() ? task.ownerPid().getAsLong() : null,
        task.worker().isPresent() ? task.worker().getAsInt() : null,
        task.age().toMillis());
  }
}
