package io.joinq.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.lab.chaos.Violation.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A log for each promise on tasks that is broken. */
@Tag("fast")
class CheckerTest extends MadeUpRun {
  @Test
  void findsNothingInARunWithoutFault() {
    claimAndFinish();
    assertThat(violations()).isEmpty();
    Checker checker = checker();
    assertThat(checker.check().done()).isEqualTo(1);
  }

  @Test
  void findsATaskThatNobodyEverGot() {
    assertFound(Kind.LOST, "task-0", "never delivered");
  }

  @Test
  void findsATaskThatNoLogKnowsOf() {
    claimAndFinish();
    enqueued = 2;
    assertFound(Kind.LOST, "task-1");
  }

  @Test
  void findsATaskThatWasClaimedAndNeverEnded() {
    lines(worker, "30 CLAIMED 0 P1.0 7 1 25 1000 0 true -");
    assertFound(Kind.LOST, "never ended", "pid 2");
  }

  @Test
  void findsATaskWhoseOnlyEndWasRejected() {
    lines(
        worker,
        "30 CLAIMED 0 P1.0 7 1 25 1000 0 true -",
        "40 ENDING 0 7 DONE",
        "41 REJECTED 0 7 DONE");
    assertFound(Kind.LOST, "REJECTED");
  }

  @Test
  void findsATaskThatWasGivenBackAndNeverCameAgain() {
    lines(
        worker,
        "30 CLAIMED 0 P1.0 7 1 25 1000 0 true -",
        "40 ENDING 0 7 RETRY",
        "41 ENDED 0 7 RETRY");
    assertFound(Kind.LOST, "RETRY");
  }

  @Test
  void countsAnEndThatWasCutOffAsInDoubt() {
    lines(worker, "30 CLAIMED 0 P1.0 7 1 25 1000 0 true -", "40 ENDING 0 7 DONE");
    Checker checker = checker();
    assertThat(checker.check().inDoubt()).isEqualTo(1);
    assertThat(checker.violations()).isEmpty();
  }

  @Test
  void findsATaskThatWasDoneTwice() {
    claimAndFinish();
    lines(
        worker,
        "50 CLAIMED 0 P1.0 8 2 45 1000 0 true -",
        "60 ENDING 0 8 DONE",
        "61 ENDED 0 8 DONE");
    assertFound(Kind.DOUBLED, "done 2 times");
  }

  @Test
  void findsADeliveryThatWasEndedTwice() {
    claimAndFinish();
    lines(worker, "50 ENDING 0 7 DONE", "51 ENDED 0 7 DONE");
    assertFound(Kind.DOUBLED, "ended 2 times");
  }

  @Test
  void findsADeliveryAfterTheEnd() {
    claimAndFinish();
    lines(worker, "50 CLAIMED 0 P1.0 8 2 45 1000 0 true -");
    assertFound(Kind.DOUBLED, "after it was done");
  }

  @Test
  void findsADeliveryThatWentToTwo() {
    claimAndFinish();
    lines(evidence.source("W2"), "0 STARTED 3", "31 CLAIMED 0 P1.0 7 1 25 1000 0 true -");
    assertFound(Kind.DOUBLED, "went to 2");
  }

  @Test
  void findsATaskThatIsBothDoneAndDead() {
    claimAndFinish();
    dead.add(letter(0, ChaosPlan.MAX_ATTEMPTS));
    assertFound(Kind.DOUBLED, "and dead");
  }

  @Test
  void findsTwoIdsOfOnePut() {
    claimAndFinish();
    enqueued = 2;
    lines(
        worker,
        "50 CLAIMED 1 P1.0 9 1 45 1000 0 true -",
        "60 ENDING 1 9 DONE",
        "61 ENDED 1 9 DONE");
    assertFound(Kind.IDENTITY, "P1.0 has the ids");
  }

  @Test
  void findsTwoPutsWithOneId() {
    claimAndFinish();
    lines(producer, "50 INTENT P1.1", "51 ACCEPTED P1.1 0 50 1000 0");
    assertFound(Kind.IDENTITY, "task-0 stands for");
  }

  @Test
  void findsATaskThatNobodyPut() {
    claimAndFinish();
    enqueued = 2;
    lines(
        worker, "50 CLAIMED 1 X.5 9 1 45 1000 0 true -", "60 ENDING 1 9 DONE", "61 ENDED 1 9 DONE");
    assertFound(Kind.IDENTITY, "X.5", "never put");
  }

  @Test
  void findsAnIdBeyondTheEnd() {
    claimAndFinish();
    enqueued = 0;
    assertFound(Kind.IDENTITY, "beyond");
  }

  @Test
  void findsARefusedTaskThatIsThere() {
    enqueued = 2;
    claimAndFinish();
    lines(producer, "50 INTENT P1.1", "55 REFUSED P1.1 50 1000 0");
    lines(
        worker,
        "60 CLAIMED 1 P1.1 9 1 55 1000 0 true -",
        "62 ENDING 1 9 DONE",
        "63 ENDED 1 9 DONE");
    assertFound(Kind.REFUSED_BUT_THERE, "P1.1");
  }

  @Test
  void findsADamagedPayload() {
    lines(
        worker,
        "30 CLAIMED 0 P1.0 7 1 25 1000 0 false -",
        "40 ENDING 0 7 DONE",
        "41 ENDED 0 7 DONE");
    assertFound(Kind.DAMAGED, "task-0");
  }

  @Test
  void findsARedeliveryThatWasNotCounted() {
    lines(worker, "30 CLAIMED 0 P1.0 7 1 25 1000 0 true -");
    lines(
        worker,
        "50 CLAIMED 0 P1.0 8 1 45 1000 0 true -",
        "60 ENDING 0 8 DONE",
        "61 ENDED 0 8 DONE");
    assertFound(Kind.ATTEMPTS, "attempt 1");
  }

  @Test
  void acceptsTheSameAttemptAgainAfterARelease() {
    lines(
        worker,
        "30 CLAIMED 0 P1.0 7 1 25 1000 0 true -",
        "40 ENDING 0 7 RELEASE",
        "41 ENDED 0 7 RELEASE",
        "50 CLAIMED 0 P1.0 8 1 45 1000 0 true 1:RELEASED:2",
        "60 ENDING 0 8 DONE",
        "61 ENDED 0 8 DONE");
    assertThat(violations()).isEmpty();
  }

  @Test
  void findsMoreAttemptsThanThereMayBe() {
    lines(
        worker,
        "30 CLAIMED 0 P1.0 7 6 25 1000 0 true -",
        "40 ENDING 0 7 DONE",
        "41 ENDED 0 7 DONE");
    assertFound(Kind.ATTEMPTS, "attempt 6");
  }

  @Test
  void findsADeadLetterThatHadAttemptsLeft() {
    dead.add(letter(0, ChaosPlan.MAX_ATTEMPTS - 1));
    assertFound(Kind.ATTEMPTS, "4 of them counted");
  }

  @Test
  void acceptsADeadLetterThatHadNone() {
    dead.add(letter(0, ChaosPlan.MAX_ATTEMPTS));
    assertThat(violations()).isEmpty();
  }

  @Test
  void findsADeathThatDidNotHappen() {
    lines(
        worker,
        "30 CLAIMED 0 P1.0 7 2 25 1000 0 true 1:WORKER_DIED:99",
        "40 ENDING 0 7 DONE",
        "41 ENDED 0 7 DONE");
    assertFound(Kind.CAUSE, "pid 99");
  }

  @Test
  void acceptsADeathThatWasSeen() {
    lines(driver, "5 KILLED 99", "6 EXITED 99 137");
    lines(
        worker,
        "30 CLAIMED 0 P1.0 7 2 25 1000 0 true 1:WORKER_DIED:99",
        "40 ENDING 0 7 DONE",
        "41 ENDED 0 7 DONE");
    assertThat(violations()).isEmpty();
  }

  @Test
  void findsAnAttemptWithoutItsCause() {
    lines(
        worker,
        "30 CLAIMED 0 P1.0 7 3 25 1000 0 true 1:LEASE_EXPIRED:9",
        "40 ENDING 0 7 DONE",
        "41 ENDED 0 7 DONE");
    assertFound(Kind.CAUSE, "attempt 3");
  }
}
