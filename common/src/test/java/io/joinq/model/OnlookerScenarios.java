package io.joinq.model;

import io.joinq.model.Scenario.Ending;
import io.joinq.model.Scenario.Fault;

/** The scenarios with a join or a reclaim, which look at all slots while others work. */
final class OnlookerScenarios {
  private OnlookerScenarios() {}

  static Scenario join() {
    return Scenario.named("join").claimer().claimer().producer(2).joiner().leastStates(400_000);
  }

  static Scenario joinOfReturned() {
    return Scenario.named("join and a returned task")
        .claimer()
        .producer(2)
        .immortal()
        .recoverer()
        .immortal()
        .joiner()
        .immortal()
        .at(1, Fault.CRASH)
        .at(1, Fault.RESTART)
        .at(1, Fault.REVOCATION)
        .leastStates(450_000);
  }

  static Scenario joinOfResult() {
    return Scenario.named("join and a result")
        .claimer()
        .producer(1)
        .immortal()
        .recoverer()
        .immortal()
        .joiner()
        .endings(Ending.DONE_WITH_RESULT)
        .at(1, Fault.CRASH)
        .leastStates(2_400);
  }

  static Scenario joinOfDeadLettering() {
    return Scenario.named("join and a dead letter")
        .claimer()
        .producer(1)
        .immortal()
        .recoverer()
        .joiner()
        .maxAttempts(1)
        .endings(Ending.RETRY)
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .leastStates(17_000);
  }

  static Scenario joinAfterDeadPut() {
    return Scenario.named("join after a dead put")
        .producer(1)
        .producer(1)
        .recoverer()
        .joiner()
        .claimer()
        .immortal()
        .slots(1)
        .at(1, Fault.CRASH)
        .at(1, Fault.RESTART)
        .leastStates(114_000);
  }

  static Scenario reclaim() {
    return Scenario.named("reclaim")
        .claimer()
        .claimer()
        .producer(2)
        .immortal()
        .reclaimer(1)
        .immortal()
        .leastStates(210_000);
  }

  static Scenario reclaimOfRevoked() {
    return Scenario.named("reclaim and a revoked lease")
        .claimer()
        .claimer()
        .immortal()
        .producer(1)
        .immortal()
        .recoverer()
        .immortal()
        .reclaimer(2)
        .immortal()
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .leastStates(640_000);
  }

  static Scenario reclaimOfResult() {
    return Scenario.named("reclaim, results and dead letters")
        .claimer()
        .producer(1)
        .immortal()
        .recoverer()
        .reclaimer(2)
        .maxAttempts(1)
        .endings(Ending.DONE_WITH_RESULT, Ending.RETRY)
        .at(1, Fault.CRASH)
        .leastStates(5_300);
  }
}
