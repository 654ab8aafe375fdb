package io.joinq.queue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Snapshot of a queue. Related counts are read together, so that {@code unfinished = depth +
 * inFlight} always holds.
 *
 * @param depth tasks put and not yet claimed; never more than capacity
 * @param inFlight tasks claimed and not finished, including those that wait for redelivery
 * @param unfinished the tasks that join waits for
 * @param enqueued tasks put since the queue was created
 * @param completed finished tasks, without dead letters
 * @param redelivered deliveries of tasks that had been delivered before
 * @param dead dead letters that are kept now
 * @param oldestAge age of the task that is claimed next; empty if there is none
 * @param deaths the latest processes that ended without closing the queue, newest first
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
