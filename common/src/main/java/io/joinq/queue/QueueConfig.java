package io.joinq.queue;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Configuration of a queue.
 *
 * @param url {@code chronicle:DIR}; the scheme selects the engine
 * @param capacity maximum number of tasks that are put and not yet claimed (after a reboot, see
 *     {@code sync}); empty takes that of the existing queue, or {@value #DEFAULT_CAPACITY} for a
 *     new one. Fixed for the life of the queue
 * @param leaseTimeout validity of a lease without renewal
 * @param maxAttempts deliveries before a task becomes a dead letter
 * @param maxPayload maximum size of a payload and of a result, in bytes
 * @param sync whether a put returns only after the task is on disk and survives a power failure.
 *     After a reboot, delivery begins again at the last checkpoint: more than {@code capacity}
 *     tasks may wait then, and the queue is full until fewer do
 * @param worker set by a process that is a worker; other processes may take tasks too, but are not
 *     listed as workers
 */
public record QueueConfig(
    URI url,
    OptionalInt capacity,
    Duration leaseTimeout,
    int maxAttempts,
    long maxPayload,
    boolean sync,
    Optional<WorkerIdentity> worker) {

  public static final int DEFAULT_CAPACITY = 1;
  public static final int MAX_CAPACITY = 1 << 24;
  public static final int MAX_ATTEMPTS = 100;
  public static final Duration DEFAULT_LEASE_TIMEOUT = Duration.ofSeconds(5);
  public static final Duration MIN_LEASE_TIMEOUT = Duration.ofMillis(50);
  public static final int DEFAULT_MAX_ATTEMPTS = 3;
  public static final long DEFAULT_MAX_PAYLOAD = 16L << 20;
  public static final long LARGEST_MAX_PAYLOAD = 1L << 30;

  public QueueConfig {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(worker, "worker");
    if (url.getScheme() == null) {
      throw new IllegalArgumentException(
          "queue '" + url + "' has no engine; write chronicle:DIR, as in chronicle:./data/queue");
    }
    if (capacity.isPresent()) {
      within("capacity", capacity.getAsInt(), 1, MAX_CAPACITY);
    }
    within("maxAttempts", maxAttempts, 1, MAX_ATTEMPTS);
    within("maxPayload", maxPayload, 1, LARGEST_MAX_PAYLOAD);
    if (leaseTimeout.compareTo(MIN_LEASE_TIMEOUT) < 0
        || leaseTimeout.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "leaseTimeout must be from 50 ms to 1 day, not " + leaseTimeout.toMillis() + " ms");
    }
  }

  private static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " must be from " + least + " to " + most + ", not " + value);
    }
  }

  /** The defaults for the queue at this URL. */
  public static QueueConfig of(String url) {
    return of(URI.create(url));
  }

  /** The defaults for the queue at this URL. */
  public static QueueConfig of(URI url) {
    return new QueueConfig(
        url,
        OptionalInt.empty(),
        DEFAULT_LEASE_TIMEOUT,
        DEFAULT_MAX_ATTEMPTS,
        DEFAULT_MAX_PAYLOAD,
        false,
        Optional.empty());
  }

  public QueueConfig withCapacity(int newCapacity) {
    return new QueueConfig(
        url, OptionalInt.of(newCapacity), leaseTimeout, maxAttempts, maxPayload, sync, worker);
  }

  public QueueConfig withLeaseTimeout(Duration newLeaseTimeout) {
    return new QueueConfig(url, capacity, newLeaseTimeout, maxAttempts, maxPayload, sync, worker);
  }

  public QueueConfig withMaxAttempts(int newMaxAttempts) {
    return new QueueConfig(url, capacity, leaseTimeout, newMaxAttempts, maxPayload, sync, worker);
  }

  public QueueConfig withMaxPayload(long newMaxPayload) {
    return new QueueConfig(url, capacity, leaseTimeout, maxAttempts, newMaxPayload, sync, worker);
  }

  public QueueConfig withSync(boolean newSync) {
    return new QueueConfig(url, capacity, leaseTimeout, maxAttempts, maxPayload, newSync, worker);
  }

  public QueueConfig withWorker(WorkerIdentity newWorker) {
    return new QueueConfig(
        url, capacity, leaseTimeout, maxAttempts, maxPayload, sync, Optional.of(newWorker));
  }
}
