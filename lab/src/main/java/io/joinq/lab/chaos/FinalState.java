package io.joinq.lab.chaos;

import io.joinq.queue.JoinResult;
import io.joinq.queue.TaskStatus;
import java.time.Duration;
import java.util.List;

/**
 * How the queue was found after the harm had ended and the workers had had time.
 *
 * @param joinTook how long join took, from when the last producer had ended
 * @param enqueued how many tasks the queue says were put
 * @param redelivered how many deliveries it says failed
 * @param segments files that its log has
 * @param leftovers files of payloads that nobody needs any more
 */
record FinalState(
    JoinResult join,
    Duration joinTook,
    long enqueued,
    long unfinished,
    long redelivered,
    List<TaskStatus> deadLetters,
    long segments,
    List<String> leftovers) {

  FinalState {
    deadLetters = List.copyOf(deadLetters);
    leftovers = List.copyOf(leftovers);
  }
}
