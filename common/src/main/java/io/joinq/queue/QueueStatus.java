package io.joinq.queue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The queue at one moment. Counts that belong together are read together, so that {@code unfinished
 * = depth + inFlight} always holds.
 *
 * @param depth tasks put and not claimed; never more than capacity
 * @param inFlight tasks claimed and not finished, those waiting for their redelivery included
 * @param unfinished what join waits for
 * @param enqueued tasks put in the queue's life
 * @param completed tasks that came to an end, dead ones not counted
 * @param redelivered failed deliveries
 * @param dead dead letters kept now
 * @param oldestAge of the task that is claimed next; empty when there is none
 * @param deaths the processes that ended without closing the queue, newest first, the last few
 */
public record QueueStatus(
    URI queue,
    int capacity,
    long depth,
    long inFlight,
    long unfinished,
    boolean paused,
    boolean shutdown,
    long enqueued,
    long completed,
    long redelivered,
    long dead,
    Optional<Duration> oldestAge,
    List<ProducerStatus> producers,
    List<WorkerStatus> workers,
    List<ProcessDeath> deaths) {

  public QueueStatus {
    producers = List.copyOf(producers);
    workers = List.copyOf(workers);
    deaths = List.copyOf(deaths);
  }

  /** The producer that holds up the others because it was stopped inside an append, if one does. */
  public Optional<ProducerStatus> stalledProducer() {
    return producers.stream().filter(p -> p.appending() && p.stopped()).findFirst();
  }
}
