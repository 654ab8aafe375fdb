package io.joinq.server.http.admin;

import io.joinq.json.WorkerView;
import io.joinq.os.Signal;
import io.joinq.os.SignalException;
import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemException;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.http.problem.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Sends signals to workers by worker number. */
final class WorkerSignals {
  private static final Set<String> WITHOUT_PROCESS = Set.of("backoff", "gave_up", "dead");

  private final Supplier<List<WorkerView>> workers;

  WorkerSignals(Supplier<List<WorkerView>> workers) {
    this.workers = workers;
  }

  Reply send(String number, String name) {
    Signal signal = signal(name);
    WorkerView worker = worker(number);
    // The pid of an ended process may belong to another one by now.
    if (worker.pid() == null || WITHOUT_PROCESS.contains(worker.state())) {
      throw notThere("worker " + number + " has no process now: " + worker.state());
    }
    try {
      signal.sendTo(worker.pid());
    } catch (SignalException e) {
      throw notThere(e.getMessage());
    }
    return Reply.json(
        200, Map.of("worker", worker.worker(), "pid", worker.pid(), "signal", signal.name()));
  }

  private static ProblemException notThere(String detail) {
    return Problem.of(ProblemType.WORKER_NOT_RUNNING, detail).toException();
  }

  private static Signal signal(String name) {
    return Arrays.stream(Signal.values())
        .filter(signal -> signal.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.badRequest(
                        "name must be one of " + Arrays.toString(Signal.values()) + ", not " + name)
                    .toException());
  }

  private WorkerView worker(String number) {
    List<WorkerView> meant =
        workers.get().stream()
            .filter(worker -> Integer.toString(worker.worker()).equals(number))
            .toList();
    if (meant.isEmpty()) {
      throw Problem.notFound("no worker " + number + "; GET /workers lists them").toException();
    }
    if (meant.size() > 1) {
      // One of them is starting; once it has opened the queue it has a number of its own.
      throw Problem.badRequest(
              "%d workers have the number %s now, pids %s; ask again in a moment"
                  .formatted(meant.size(), number, meant.stream().map(WorkerView::pid).toList()))
          .toException();
    }
    return meant.get(0);
  }
}
