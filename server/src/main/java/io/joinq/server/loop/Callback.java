package io.joinq.server.loop;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * A callback that waits for its turn on the loop.
 *
 * @param name of the handler that it belongs to
 * @param rejected told if the loop stops before its turn comes
 * @param readyNanos when it was ready to run, or is due if it is a timer's
 */
record Callback(
    String name, Runnable body, Consumer<RejectedExecutionException> rejected, long readyNanos) {

  /** One that is ready now. */
  static Callback ready(String name, Runnable body, Consumer<RejectedExecutionException> rejected) {
    return new Callback(name, body, rejected, System.nanoTime());
  }
}
