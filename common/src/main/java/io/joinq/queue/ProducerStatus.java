package io.joinq.queue;

import java.time.Duration;

/**
 * A process that has put tasks.
 *
 * @param puts number of its puts since it opened the queue
 * @param stopped whether a signal has stopped it; of one in another container, whether it has been
 *     silent for 2 s
 * @param appending whether it is the process that is now inside an append
 * @param appendingFor time since the start of that append; zero if it is in none
 */
public record ProducerStatus(
    long pid, long puts, boolean stopped, boolean appending, Duration appendingFor) {}
