package io.joinq.queue;

/**
 * What a worker process tells the others of itself when it opens the queue.
 *
 * @param number its number, at least 1, or 0 to be given the lowest free one. If another worker has
 *     it, a supervised one is given the lowest free one, and any other is refused
 * @param supervised whether a supervisor starts it anew when it dies
 * @param restarts how often its supervisor has done so
 * @param waits whether it counts as a consumer, and is listed, only once it has begun to take
 */
public record WorkerIdentity(int number, boolean supervised, int restarts, boolean waits) {
  public static final WorkerIdentity BY_HAND = new WorkerIdentity(0, false, 0);

  public WorkerIdentity {
    if (number < 0 || restarts < 0) {
      throw new IllegalArgumentException(
          "worker number and restarts must not be negative: " + number + ", " + restarts);
    }
  }

  /** One that takes tasks from the start. */
  public WorkerIdentity(int number, boolean supervised, int restarts) {
    this(number, supervised, restarts, false);
  }
}
