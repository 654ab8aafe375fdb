package io.joinq.lab.chaos;

import io.joinq.queue.JoinResult;
import io.joinq.queue.TaskStatus;
import java.time.Duration;
import java.util.List;

/**
 * The state of the queue after the faults had ended and the workers had had time.
 *
 * @param joinTook duration of join, from the end of the last producer
 * @param enqueued tasks put, as the queue counts
 * @param redelivered failed deliveries, as the queue counts
 * @param segments files of its log
 * @param leftovers payload files that no task needs
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
