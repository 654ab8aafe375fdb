package io.joinq.server.loop;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Something that waits for its turn on the loop.
 *
 * @param name of the handler that it belongs to
 * @param rejected told if the loop stops before its turn comes
 */
record Callback(String name, Runnable body, Consumer<RejectedExecutionException> rejected) {}
