package io.joinq.queue;

import java.time.Duration;

/**
 * A process that has put tasks.
 *
 * @param puts how many it has put since it opened the queue
 * @param stopped whether it is stopped by a signal
 * @param appending whether it is the one process that is inside an append now
 * @param appendingFor how long it has been; zero when it is not
 */
public record ProducerStatus(
    long pid, long puts, boolean stopped, boolean appending, Duration appendingFor) {}
