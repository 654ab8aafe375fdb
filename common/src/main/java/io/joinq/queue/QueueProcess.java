package io.joinq.queue;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * A process that has the queue open, or died with it open and was not reaped yet.
 *
 * @param worker its number, if it is a worker
 * @param alive whether it exists; a zombie does not
 * @param stopped whether it is stopped by a signal
 * @param silentFor since it last showed a sign of life
 */
public record QueueProcess(
    long pid, OptionalInt worker, boolean alive, boolean stopped, Duration silentFor) {}
