package io.joinq.queue.chronicle.protocol;

import io.joinq.queue.QueueConfig;

/**
 * A claimed task.
 *
 * @param token the slot's word while the lease is valid
 * @param enqueuedAt ms since 1970
 * @param spilled whether the payload has a file of its own
 * @param config configuration of the handle that claimed it
 */
public record Delivery(
    int slot,
    long token,
    long sequence,
    long enqueuedAt,
    byte[] payload,
    boolean spilled,
    QueueConfig config) {}
