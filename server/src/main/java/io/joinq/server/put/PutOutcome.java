package io.joinq.server.put;

import io.joinq.queue.TaskId;

/** The outcome of a put. */
public sealed interface PutOutcome {

  /** The task is in the queue and will be delivered. */
  record Accepted(TaskId task) implements PutOutcome {}

  /** There was no room until the put timeout. */
  record Full() implements PutOutcome {}

  /**
   * The put belongs to another request of the same key and is not decided yet; whoever shares it
   * waits no longer.
   */
  record Undecided() implements PutOutcome {}

  /** Nobody is alive who would take the task; it was not put, and nothing waited. */
  record NoConsumer() implements PutOutcome {}

  /** Another producer is stopped inside its append, and no put can pass it. */
  record ProducerStalled(long pid) implements PutOutcome {}

  /**
   * There was room, and yet the queue could not be had until the put timeout: other processes were
   * putting, opening or repairing it all the time.
   */
  record Busy() implements PutOutcome {}

  /** There was no room, and the task was given up as configured. */
  record Dropped() implements PutOutcome {}

  /** The queue is shut down, or this server is about to be. */
  record Draining() implements PutOutcome {}

  /**
   * @param detail names the size and the limit
   */
  record TooLarge(String detail) implements PutOutcome {}
}
