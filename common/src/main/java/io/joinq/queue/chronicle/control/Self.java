package io.joinq.queue.chronicle.control;

/**
 * This process as other processes see it.
 *
 * @param process its index in the process table, and its byte in the lock file
 * @param incarnation distinguishes it from earlier users of that index
 */
public record Self(int process, long incarnation) {}
