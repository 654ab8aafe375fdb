package io.joinq.worker.handler;

import java.time.Duration;

/** Sleeps. */
@FunctionalInterface
interface Pauser {
  void pause(Duration duration) throws InterruptedException;
}
