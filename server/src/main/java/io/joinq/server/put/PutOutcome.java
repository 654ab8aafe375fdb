package io.joinq.server.put;

import io.joinq.queue.TaskId;

/** The outcome of a put. */
public sealed interface PutOutcome {

  /** The task is in the queue and will be delivered. */
  record Accepted(TaskId task) implements PutOutcome {}

  /** There was no room until the put timeout. */
  record Full() implements PutOutcome {}

  /**
   * Another request with the same key owns the put, which is not decided yet; this request stops
   * waiting.
   */
  record Undecided() implements PutOutcome {}

  /** No worker takes tasks, and none is expected to. The task was not put, without a wait. */
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
