package io.joinq.queue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A task as it stands at one moment.
 *
 * @param attempts deliveries that counted so far, the running one included
 * @param startedAt when the latest delivery was claimed; empty before the first
 * @param finishedAt empty until the state is final
 * @param worker the number of the worker that holds or finished it, where one does
 * @param causes why earlier deliveries ended, oldest first; the newest few
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
