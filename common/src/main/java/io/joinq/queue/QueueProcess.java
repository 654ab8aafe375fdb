package io.joinq.queue;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * A process that has the queue open, or that died with it open and was not reaped yet.
 *
 * @param worker number of the worker, if it is one
 * @param alive whether it exists; false for a zombie
 * @param stopped whether a signal has stopped it
 * @param silentFor time since its last sign of life
 * @param local whether its pid is that of this process's pid namespace; false in another container
 */
public record QueueProcess(
    long pid,
    OptionalInt worker,
    boolean alive,
    boolean stopped,
    Duration silentFor,
    boolean local) {}
