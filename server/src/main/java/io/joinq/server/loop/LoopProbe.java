package io.joinq.server.loop;

import java.util.concurrent.RejectedExecutionException;

/**
 * Sends a callback of its own through the line of the handlers, one at a time, and sees how long it
 * waits there: what nobody takes from the line says more than a thread that answers.
 */
final class LoopProbe {
  private final Handlers handlers;
  // Written by the sender before the probe is sent, and by the probe when it runs.
  private volatile boolean underWay;
  private volatile long sentNanos;

  LoopProbe(Handlers handlers) {
    this.handlers = handlers;
  }

  /** Sends one if none is under way. Called by one thread only. */
  void send() {
    if (underWay) {
      return;
    }
    sentNanos = System.nanoTime();
    underWay = true;
    try {
      handlers.execute(() -> underWay = false);
    } catch (RejectedExecutionException e) {
      // It is stopped, and not stalled.
      underWay = false;
    }
  }

  /** For how long one has been waiting while nothing in the line has moved; zero if it moves. */
  long stuckNanos() {
    if (!underWay) {
      return 0;
    }
    long now = System.nanoTime();
    return Math.max(0, Math.min(now - sentNanos, now - handlers.movedNanos()));
  }
}
