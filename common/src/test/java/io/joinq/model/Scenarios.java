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
        burial(),
        release(),
        pause(),
        pauseOfReturned(),
        putLock(),
        putLockRestart(),
        restart(),
        join(),
        joinOfReturned(),
        joinOfResult(),
        joinOfBurial(),
        joinAfterDeadPut(),
        reclaim(),
        reclaimOfRevoked(),
        reclaimOfResult());
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
    return twoClaimers("claims", 0).filled(2)
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .leastStates(1);
  }

  static Scenario oneSlot() {
    return twoClaimers("one slot", 2)
        .slots(1)
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .leastStates(180_000);
  }

  /** Two claiming threads of one process, so that its index says nothing about the lease. */
  static Scenario threads() {
    return Scenario.named("two threads of one process")
        .claimers(2)
        .filled(2)
        .recoverer()
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .leastStates(410_000);
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
        .leastStates(28_000);
  }

  static Scenario twoRecoverers() {
    return twoClaimers("two recoverers", 1)
        .recoverer()
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .leastStates(800_000);
  }

  static Scenario deadRecoverer() {
    return Scenario.named("a recoverer that dies at its work")
        .claimer()
        .claimer()
        .producer(1)
        .recoverer()
        .at(2, Fault.CRASH)
        .at(1, Fault.RESTART)
        .leastStates(800_000);
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
        .leastStates(650_000);
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

  static Scenario burial() {
    return twoClaimers("dead letters", 0).filled(2)
        .slots(1)
        .maxAttempts(2)
        .endings(Ending.DONE, Ending.RETRY)
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .leastStates(240_000);
  }

  static Scenario release() {
    return twoClaimers("release", 1)
        .endings(Ending.DONE, Ending.RELEASE)
        .at(1, Fault.CRASH)
        .at(1, Fault.REVOCATION)
        .at(1, Fault.RELEASE)
        .leastStates(400_000);
  }

  static Scenario pause() {
    return twoClaimers("pause", 0).filled(2)
        .pauser()
        .immortal()
        .at(1, Fault.CRASH)
        .leastStates(810_000);
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
        .leastStates(12_000);
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
        .leastStates(800_000);
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
        .leastStates(22_000);
  }

  static Scenario restart() {
    return twoClaimers("restart of a claimer", 2)
        .immortal()
        .at(1, Fault.CRASH)
        .at(1, Fault.RESTART)
        .leastStates(480_000);
  }

  static Scenario join() {
    return Scenario.named("join").claimer().claimer().producer(2).joiner().leastStates(340_000);
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
        .leastStates(210_000);
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
        .leastStates(2_200);
  }

  static Scenario joinOfBurial() {
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
        .leastStates(85_000);
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
        .leastStates(6_000);
  }
}
