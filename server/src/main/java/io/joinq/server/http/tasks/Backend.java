package io.joinq.server.http.tasks;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.server.events.Events;
import io.joinq.server.loop.Handlers;
import io.joinq.server.loop.Watchdog;
import io.joinq.server.put.DrainRate;
import io.joinq.server.put.PutStrategy;
import java.util.function.BooleanSupplier;

/**
 * What the listeners serve.
 *
 * @param config that the queue was opened with
 * @param events what has happened; the admin listener tells them, anybody may publish
 * @param draining whether this server is about to stop
 */
public record Backend(
    JoinableQueue queue,
    QueueConfig config,
    Handlers handlers,
    Watchdog watchdog,
    PutStrategy strategy,
    DrainRate drainRate,
    Events events,
    BooleanSupplier draining) {}
