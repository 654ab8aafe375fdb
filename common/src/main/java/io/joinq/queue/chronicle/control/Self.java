package io.joinq.queue.chronicle.control;

/**
 * This process in the eyes of the others.
 *
 * @param process its place in the process table, and its byte in the lock file
 * @param incarnation tells it from earlier users of that place
 */
public record Self(int process, long incarnation) {}
