package io.joinq.model;

import io.joinq.model.Scenario.Ending;
import io.joinq.model.Scenario.Fault;

/** The scenarios in which the queue is shut down, at any moment. */
final class ShutdownScenarios {
  private ShutdownScenarios() {}

  /** Puts that began before and after, and crashes of whoever puts, repairs or takes. */
  static Scenario shutdown() {
    return Scenario.named("shutdown")
        .claimer()
        .producer(2)
        .producer(1)
        .recoverer()
        .closer()
        .slots(1)
        .capacity(1)
        .at(2, Fault.CRASH)
        .leastStates(430_000);
  }

  /** Two takers, of whom one may end while the other gives back what it has. */
  static Scenario shutdownOfReturned() {
    return Scenario.named("shutdown and a returned task")
        .claimer()
        .claimer()
        .producer(1)
        .immortal()
        .recoverer()
        .immortal()
        .closer()
        .endings(Ending.DONE, Ending.RELEASE)
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .at(1, Fault.RELEASE)
        .leastStates(490_000);
  }

  /** A producer that is stopped with the lock, or the only one who makes room. */
  static Scenario shutdownOfStopped() {
    return Scenario.named("shutdown with a stopped process")
        .claimer()
        .producer(1)
        .producer(1)
        .recoverer()
        .immortal()
        .closer()
        .slots(1)
        .capacity(1)
        .at(1, Fault.STOP)
        .leastStates(6_000);
  }
}
