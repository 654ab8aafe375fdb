package io.joinq.model;

import io.joinq.model.Scenario.Fault;

/** The scenarios with a canceller, and a keeper that passes what is cancelled. */
final class CancelScenarios {
  private CancelScenarios() {}

  static Scenario cancel() {
    return Scenario.named("cancel")
        .claimer()
        .claimer()
        .filled(1)
        .recoverer()
        .immortal()
        .canceller()
        .passer()
        .slots(1)
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .leastStates(215_000);
  }

  static Scenario cancelAtLastAttempt() {
    return Scenario.named("cancel at the last attempt")
        .claimer()
        .filled(1)
        .recoverer()
        .immortal()
        .canceller()
        .passer()
        .maxAttempts(1)
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .leastStates(45_000);
  }

  static Scenario cancelBehindAnother() {
    return Scenario.named("cancel behind another task")
        .claimer()
        .filled(2)
        .recoverer()
        .immortal()
        .canceller()
        .passer()
        .at(1, Fault.CRASH)
        .leastStates(20_000);
  }
}
