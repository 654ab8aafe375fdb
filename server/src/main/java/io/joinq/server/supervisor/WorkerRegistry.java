package io.joinq.server.supervisor;

import io.joinq.json.WorkerView;
import io.joinq.os.ProcessUsage;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.WorkerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** All workers: live ones as the queue lists them, others as the supervisor knows them. */
public final class WorkerRegistry {
  private static final String STOPPED = "stopped";
  private static final String HUNG = "hung";

  private final Supplier<List<SupervisedWorker>> supervised;
  private final Supplier<Map<Long, ProcessUsage.Of>> usage;

  /**
   * @param supervised empty without supervision
   * @param usage resource usage by pid
   */
  WorkerRegistry(
      Supplier<List<SupervisedWorker>> supervised, Supplier<Map<Long, ProcessUsage.Of>> usage) {
    this.supervised = supervised;
    this.usage = usage;
  }

  /** By number; those started by hand come last. */
  public List<WorkerView> workers(QueueStatus status) {
    Map<Long, WorkerStatus> alive =
        status.workers().stream()
            .filter(WorkerStatus::local)
            .collect(Collectors.toMap(WorkerStatus::pid, Function.identity(), (one, other) -> one));
    List<WorkerView> workers = new ArrayList<>();
    Map<Long, ProcessUsage.Of> uses = usage.get();
    for (SupervisedWorker ours : supervised.get()) {
      WorkerStatus known = alive.remove(ours.pid());
      boolean stopped = uses.containsKey(ours.pid()) && uses.get(ours.pid()).stopped();
      WorkerView view = known == null ? absent(ours, stopped) : present(ours, WorkerView.of(known));
      workers.add(view.using(uses));
    }
    status.workers().stream()
        .filter(worker -> !worker.local() || alive.containsKey(worker.pid()))
        .map(worker -> WorkerView.of(worker).using(worker.local() ? uses : Map.of()))
        .forEach(workers::add);
    return workers;
  }

  /** To the queue one whose handler spins is busy. */
  private static WorkerView present(SupervisedWorker ours, WorkerView known) {
    return ours.hung() ? known.in(HUNG) : known;
  }

  private static WorkerView absent(SupervisedWorker worker, boolean stopped) {
    String state =
        switch (worker.state()) {
          case STARTING, CLAIMING -> stopped ? STOPPED : "starting";
          case SPARE -> stopped ? STOPPED : "spare";
          case BACKOFF -> "backoff";
          case GAVE_UP -> "gave_up";
          case HUNG -> HUNG;
          case DRAINING -> worker.hung() ? HUNG : "draining";
          case VACANT -> "dead";
        };
    Long pid = worker.pid() == 0 ? null : worker.pid();
    return new WorkerView(
        worker.worker(), pid, state, null, null, worker.restarts(), true, null, null);
  }
}
