package io.joinq.server.supervisor;

import io.joinq.queue.QueueStatus;
import io.joinq.queue.WorkerStatus;
import io.joinq.server.json.WorkerView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * All workers: what the queue knows of those that are alive, and what the supervisor knows of those
 * that are not, or not yet.
 */
public final class Roster {
  private final Supplier<List<Supervised>> supervised;

  /**
   * @param supervised empty when nobody is supervised
   */
  public Roster(Supplier<List<Supervised>> supervised) {
    this.supervised = supervised;
  }

  /** By number; those started by hand come last. */
  public List<WorkerView> workers(QueueStatus status) {
    Map<Long, WorkerStatus> alive =
        status.workers().stream()
            .collect(Collectors.toMap(WorkerStatus::pid, Function.identity(), (one, other) -> one));
    List<WorkerView> workers = new ArrayList<>();
    for (Supervised ours : supervised.get()) {
      WorkerStatus known = alive.remove(ours.pid());
      workers.add(known == null ? absent(ours) : WorkerView.of(known));
    }
    status.workers().stream()
        .filter(worker -> alive.containsKey(worker.pid()))
        .map(WorkerView::of)
        .forEach(workers::add);
    return workers;
  }

  private static WorkerView absent(Supervised worker) {
    String state =
        switch (worker.state()) {
          case STARTED -> "starting";
          case BACKOFF -> "backoff";
          case STOPPED -> "dead";
        };
    Long pid = worker.pid() == 0 ? null : worker.pid();
    return new WorkerView(worker.worker(), pid, state, null, null, worker.restarts(), true);
  }
}
