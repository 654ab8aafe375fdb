package io.joinq.worker.handler;

import java.time.Duration;

/** Lets time pass. */
@FunctionalInterface
interface Pauser {
  void pause(Duration duration) throws InterruptedException;
}
