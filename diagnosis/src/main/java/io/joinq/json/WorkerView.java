package io.joinq.json;

import io.joinq.os.ProcessUsage;
import io.joinq.queue.TaskId;
import io.joinq.queue.WorkerStatus;
import java.util.Locale;
import java.util.Map;

/**
 * A worker, running or about to be.
 *
 * @param pid of the latest process of this worker; null before the first
 * @param cpuPercent share of one processor, over about the last second; null if unknown
 * @param rssBytes resident memory; null if unknown
 */
public record WorkerView(
    int worker,
    Long pid,
    @Field(
            oneOf = {
              "starting",
              "spare",
              "idle",
              "busy",
              "stopped",
              "hung",
              "draining",
              "dead",
              "backoff",
              "gave_up"
            })
        String state,
    @Field(orNull = true) String taskId,
    Long taskAgeMs,
    int restarts,
    boolean supervised,
    @Field(orNull = true) Double cpuPercent,
    @Field(orNull = true) Long rssBytes) {

  public static WorkerView of(WorkerStatus status) {
    return new WorkerView(
        status.worker(),
        status.pid(),
        status.state().name().toLowerCase(Locale.ROOT),
        status.task().map(TaskId::toString).orElse(null),
        status.task().map(task -> status.taskAge().toMillis()).orElse(null),
        status.restarts(),
        status.supervised(),
        null,
        null);
  }

  /** The same worker, whose state others know better. */
  public WorkerView in(String newState) {
    return new WorkerView(
        worker, pid, newState, taskId, taskAgeMs, restarts, supervised, cpuPercent, rssBytes);
  }

  /** The same worker, with what its process uses, if that is there. */
  public WorkerView using(Map<Long, ProcessUsage.Of> byPid) {
    if (pid == null || !byPid.containsKey(pid)) {
      return this;
    }
    ProcessUsage.Of use = byPid.get(pid);
    return new WorkerView(
        worker,
        pid,
        state,
        taskId,
        taskAgeMs,
        restarts,
        supervised,
        use.cpuPercent(),
        use.rssBytes());
  }
}
