package io.joinq.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Snapshot of a task.
 *
 * @param attempts counted deliveries, including the running one
 * @param startedAt when the latest delivery was claimed; empty before the first
 * @param finishedAt empty until the state is final
 * @param worker number of the worker that holds or finished it, if any
 * @param causes why earlier deliveries failed: the newest few, oldest first
 */
public record TaskStatus(
    TaskId id,
    TaskState state,
    int attempts,
    Instant enqueuedAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    OptionalInt worker,
    List<Redelivery> causes) {

  public TaskStatus {
    causes = List.copyOf(causes);
  }
}
