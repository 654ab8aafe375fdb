package io.joinq.server.supervisor;

import io.joinq.os.ProcessUsage;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.WorkerStatus;
import java.util.Map;
import java.util.Optional;

/**
 * The state of the queue and of the processes at one moment.
 *
 * @param usage by pid
 */
record PoolSnapshot(long nanos, QueueStatus queue, Map<Long, ProcessUsage.Of> usage) {
  Optional<WorkerStatus> worker(long pid) {
    return queue.workers().stream()
        .filter(worker -> worker.local() && worker.pid() == pid)
        .findFirst();
  }

  boolean isStopped(long pid) {
    return usage.containsKey(pid) && usage.get(pid).stopped();
  }

  long rssBytes(long pid) {
    return usage.containsKey(pid) ? usage.get(pid).rssBytes() : 0;
  }

  long busyWorkers() {
    return queue.workers().stream().filter(worker -> worker.task().isPresent()).count();
  }
}
