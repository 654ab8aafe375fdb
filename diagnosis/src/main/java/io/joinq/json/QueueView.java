package io.joinq.json;

import io.joinq.os.ProcessUsage;
import io.joinq.queue.ProducerStatus;
import io.joinq.queue.QueueStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Snapshot of the queue; {@code oldest_age_ms} is null when no task waits. */
public record QueueView(
    String queue,
    int capacity,
    long depth,
    long inFlight,
    long unfinished,
    boolean paused,
    long enqueued,
    long completed,
    long redelivered,
    long dead,
    Long oldestAgeMs,
    List<Producer> producers,
    List<WorkerView> workers) {

  /**
   * @param workers as the viewer knows them, which may be more than the queue does
   */
  public static QueueView of(QueueStatus status, List<WorkerView> workers) {
    return new QueueView(
        status.queue().toString(),
        status.capacity(),
        status.depth(),
        status.inFlight(),
        status.unfinished(),
        status.paused(),
        status.enqueued(),
        status.completed(),
        status.redelivered(),
        status.dead(),
        status.oldestAge().map(Duration::toMillis).orElse(null),
        status.producers().stream().map(Producer::of).toList(),
        workers);
  }

  /**
   * The view without a supervisor's data about missing workers.
   *
   * @param usage resource usage by pid
   */
  public static QueueView of(QueueStatus status, Map<Long, ProcessUsage.Of> usage) {
    return of(
        status,
        status.workers().stream()
            .map(worker -> WorkerView.of(worker).using(worker.local() ? usage : Map.of()))
            .toList());
  }

  /** A process that has put tasks. */
  public record Producer(
      long pid, long puts, boolean stopped, boolean appending, long appendingMs) {
    static Producer of(ProducerStatus status) {
      return new Producer(
          status.pid(),
          status.puts(),
          status.stopped(),
          status.appending(),
          status.appendingFor().toMillis());
    }
  }
}
