package io.joinq.model;

import io.joinq.model.Scenario.Ending;
import io.joinq.model.Scenario.Fault;
import java.util.List;

/**
 * The scenarios that are explored. Each aims at one part of the protocol, and all its rules hold.
 */
final class Scenarios {
  private Scenarios() {}

  static List<Scenario> all() {
    return List.of(
        race(),
        crash(),
        claims(),
        oneSlot(),
        threads(),
        threadsThatRelease(),
        twoRecoverers(),
        deadRecoverer(),
        stoppedClaimer(),
        results(),
        stoppedWithResult(),
        deadLettering(),
        release(),
        pause(),
        pauseOfReturned(),
        putLock(),
        putLockRestart(),
        restart(),
        OnlookerScenarios.join(),
        OnlookerScenarios.joinOfReturned(),
        OnlookerScenarios.joinOfResult(),
        OnlookerScenarios.joinOfDeadLettering(),
        OnlookerScenarios.joinAfterDeadPut(),
        OnlookerScenarios.reclaim(),
        OnlookerScenarios.reclaimOfRevoked(),
        OnlookerScenarios.reclaimOfResult(),
        CancelScenarios.cancel(),
        CancelScenarios.cancelAtLastAttempt(),
        CancelScenarios.cancelBehindAnother(),
        ShutdownScenarios.shutdown(),
        ShutdownScenarios.shutdownOfReturned(),
        ShutdownScenarios.shutdownOfStopped());
  }

  private static Scenario twoClaimers(String name, int tasks) {
    Scenario scenario = Scenario.named(name).claimer().claimer();
    return tasks == 0 ? scenario.recoverer() : scenario.producer(tasks).immortal().recoverer();
  }

  /** Two claimers race for two tasks, and nothing happens to them. */
  static Scenario race() {
    return Scenario.named("race").claimer().claimer().producer(2).leastStates(20_000);
  }

  /** The same with one crash. */
  static Scenario crash() {
    return twoClaimers("crash", 2).immortal().at(1, Fault.CRASH).leastStates(150_000);
  }

  /** Two claimers race for two tasks, with a crash of anybody and a revocation. */
  static Scenario claims() {
    return twoClaimers("claims", 0)
        .filled(2)
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .leastStates(600_000);
  }

  static Scenario oneSlot() {
    return twoClaimers("one slot", 2)
        .slots(1)
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .leastStates(160_000);
  }

  /** Two claiming threads of one process, so that its index says nothing about the lease. */
  static Scenario threads() {
    return Scenario.named("two threads of one process")
        .claimers(2)
        .filled(2)
        .recoverer()
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .leastStates(340_000);
  }

  static Scenario threadsThatRelease() {
    return Scenario.named("two threads of one process that hand back")
        .claimers(2)
        .producer(1)
        .immortal()
        .recoverer()
        .slots(1)
        .endings(Ending.DONE, Ending.RELEASE)
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .at(1, Fault.RELEASE)
        .leastStates(22_000);
  }

  static Scenario twoRecoverers() {
    return twoClaimers("two recoverers", 0)
        .filled(1)
        .recoverer()
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .leastStates(640_000);
  }

  static Scenario deadRecoverer() {
    return Scenario.named("a recoverer that dies at its work")
        .claimer()
        .claimer()
        .filled(1)
        .recoverer()
        .at(2, Fault.CRASH)
        .at(1, Fault.RESTART)
        .leastStates(350_000);
  }

  static Scenario stoppedClaimer() {
    return Scenario.named("a stopped claimer")
        .claimer()
        .claimer()
        .immortal()
        .producer(2)
        .immortal()
        .recoverer()
        .immortal()
        .at(1, Fault.STOP)
        .leastStates(90_000);
  }

  static Scenario results() {
    return twoClaimers("results", 1)
        .endings(Ending.DONE_WITH_RESULT)
        .at(1, Fault.CRASH)
        .at(2, Fault.REVOCATION)
        .leastStates(600_000);
  }

  static Scenario stoppedWithResult() {
    return Scenario.named("a claimer stopped with a result")
        .claimer()
        .claimer()
        .immortal()
        .producer(2)
        .immortal()
        .recoverer()
        .immortal()
        .endings(Ending.DONE_WITH_RESULT)
        .at(1, Fault.STOP)
        .leastStates(135_000);
  }

  static Scenario deadLettering() {
    return twoClaimers("dead letters", 0)
        .filled(2)
        .slots(1)
        .maxAttempts(2)
        .endings(Ending.DONE, Ending.RETRY)
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .leastStates(220_000);
  }

  static Scenario release() {
    return twoClaimers("release", 1)
        .endings(Ending.DONE, Ending.RELEASE)
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .at(1, Fault.RELEASE)
        .leastStates(350_000);
  }

  static Scenario pause() {
    return twoClaimers("pause", 0)
        .filled(2)
        .pauser()
        .immortal()
        .at(1, Fault.CRASH)
        .leastStates(680_000);
  }

  static Scenario pauseOfReturned() {
    return Scenario.named("pause with a returned task")
        .claimer()
        .producer(1)
        .immortal()
        .recoverer()
        .immortal()
        .pauser()
        .endings(Ending.DONE, Ending.RELEASE)
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .at(1, Fault.RELEASE)
        .leastStates(11_500);
  }

  static Scenario putLock() {
    return Scenario.named("put lock")
        .producer(2)
        .producer(1)
        .producer(1)
        .recoverer()
        .claimer()
        .immortal()
        .slots(1)
        .capacity(1)
        .at(2, Fault.CRASH)
        .leastStates(1_250_000);
  }

  static Scenario putLockRestart() {
    return Scenario.named("put lock with a restart")
        .producer(2)
        .producer(1)
        .recoverer()
        .slots(1)
        .capacity(3)
        .at(2, Fault.CRASH)
        .at(1, Fault.RESTART)
        .leastStates(46_000);
  }

  static Scenario restart() {
    return twoClaimers("restart of a claimer", 0)
        .filled(2)
        .immortal()
        .at(1, Fault.CRASH)
        .at(1, Fault.RESTART)
        .leastStates(620_000);
  }
}
