package io.joinq.server.json;

import io.joinq.queue.ProducerStatus;
import io.joinq.queue.QueueStatus;
import java.time.Duration;
import java.util.List;

/** The queue at one moment; {@code oldest_age_ms} is null when nothing waits to be claimed. */
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

  /** As the queue alone knows it: without a supervisor's word on workers that are not there. */
  public static QueueView of(QueueStatus status) {
    return of(status, status.workers().stream().map(WorkerView::of).toList());
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
