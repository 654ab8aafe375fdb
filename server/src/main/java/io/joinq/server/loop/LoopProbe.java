package io.joinq.server.loop;

import java.util.concurrent.RejectedExecutionException;

/**
 * Sends a probe through the ready queue, one at a time, and measures its wait. A probe that nobody
 * runs is better evidence of a stall than a thread that answers.
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
