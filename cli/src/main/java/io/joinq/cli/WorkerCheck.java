package io.joinq.cli;

import io.joinq.queue.QueueStatus;
import io.joinq.queue.WorkerStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a worker is alive and goes on, for the health check of a container.
 *
 * @param worker its number; null for any worker
 * @param taskTimeout how long its task may go without progress; null for any time
 */
record WorkerCheck(Integer worker, Duration taskTimeout) {

  /** What is wrong; empty if the worker goes on, or one of them does. */
  Optional<String> problem(QueueStatus status) {
    List<String> problems = new ArrayList<>();
    for (WorkerStatus each : status.workers()) {
      if (worker == null || each.worker() == worker) {
        Optional<String> problem = problem(each);
        if (problem.isEmpty()) {
          return Optional.empty();
        }
        problems.add("worker " + each.worker() + " " + problem.get());
      }
    }
    if (problems.isEmpty()) {
      problems.add("no worker " + (worker == null ? "" : worker + " ") + "is alive");
    }
    return Optional.of(String.join("; ", problems));
  }

  private Optional<String> problem(WorkerStatus status) {
    return switch (status.state()) {
      case STOPPED -> Optional.of("is stopped by a signal");
      case HUNG -> Optional.of("gives no sign of life");
      case IDLE, BUSY ->
          taskTimeout == null || status.sinceProgress().compareTo(taskTimeout) <= 0
              ? Optional.empty()
              : Optional.of(
                  "has made no progress with its task for "
                      + StatusTable.age(status.sinceProgress()));
    };
  }
}
