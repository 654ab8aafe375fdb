package io.joinq.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.cli.chaos.Violation.Kind;
import io.joinq.queue.JoinResult;
import io.joinq.queue.Redelivery;
import io.joinq.queue.Redelivery.Cause;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import io.joinq.queue.Unfinished;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The checker against made-up logs, each of which breaks one promise: a checker that found nothing
 * in those would find nothing in a real run. Times are in nanoseconds.
 */
class CheckerTest {
  private static final int CAPACITY = 2;
  private static final long MOST_BYTES = 1_000;

  private final Evidence evidence = new Evidence();
  private final Evidence.Source driver = evidence.source("driver");
  private final Evidence.Source producer = evidence.source("P1");
  private final Evidence.Source worker = evidence.source("W1");
  private final List<TaskStatus> dead = new ArrayList<>();
  private final List<String> leftovers = new ArrayList<>();
  private JoinResult join = JoinResult.JOINED;
  private Observation observation = new Observation(100, 1, 500, 1);
  private long enqueued = 1;
  private long segments = 1;

  /** One task that goes the way of most: put by pid 1, claimed and done by pid 2. */
  @BeforeEach
  void putOneTask() {
    lines(
        producer,
        "0 STARTED 1",
        "9 JOINED 8 1000 0 false",
        "10 INTENT P1.0",
        "20 ACCEPTED P1.0 0 11 1000 0");
    lines(worker, "0 STARTED 2");
  }

  private void claimAndFinish() {
    lines(
        worker,
        "30 CLAIMED 0 P1.0 7 1 25 1000 0 true -",
        "40 ENDING 0 7 DONE",
        "41 ENDED 0 7 DONE");
  }

  private static void lines(Evidence.Source source, String... lines) {
    List.of(lines).forEach(source::add);
  }

  private List<Violation> violations() {
    Checker checker = checker();
    checker.check();
    return checker.violations();
  }

  private Checker checker() {
    Finale finale =
        new Finale(
            join, Duration.ofSeconds(1), enqueued, join.unfinished(), 0, dead, segments, leftovers);
    return new Checker(evidence, observation, finale, CAPACITY, MOST_BYTES);
  }

  private void assertFound(Kind kind, String... evidenceParts) {
    assertThat(violations())
        .anySatisfy(
            violation -> {
              assertThat(violation.kind()).isEqualTo(kind);
              assertThat(violation.evidence()).contains(evidenceParts);
            });
  }

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

  private static TaskStatus letter(long id, int attempts) {
    List<Redelivery> causes = new ArrayList<>();
    for (int i = 1; i <= attempts; i++) {
      causes.add(new Redelivery(i, Cause.HANDLER_FAILED, "", 2, Instant.EPOCH));
    }
    return new TaskStatus(
        new TaskId(id),
        TaskState.DEAD,
        attempts,
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        causes);
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

  @Test
  void findsAQueueThatWasSeenTooDeep() {
    claimAndFinish();
    observation = new Observation(100, CAPACITY + 1, 500, 1);
    assertFound(Kind.DEPTH, "3 were seen");
  }

  @Test
  void findsAQueueThatWasTooDeepByTheLogsAlone() {
    enqueued = 3;
    lines(
        producer,
        "21 INTENT P1.1",
        "22 ACCEPTED P1.1 1 21 1000 0",
        "23 INTENT P1.2",
        "24 ACCEPTED P1.2 2 23 1000 0");
    claimAndFinish();
    for (int id = 1; id <= 2; id++) {
      lines(
          worker,
          "50 CLAIMED " + id + " P1." + id + " 7 1 45 1000 0 true -",
          "60 ENDING " + id + " 7 DONE",
          "61 ENDED " + id + " 7 DONE");
    }
    assertFound(Kind.DEPTH, "by the logs 3");
  }

  @Test
  void takesATaskOutOfTheDepthWhoseFirstClaimerWasKilledBeforeItsDelivery() {
    enqueued = 3;
    lines(
        producer,
        "21 INTENT P1.1",
        "22 ACCEPTED P1.1 1 21 1000 0",
        "23 INTENT P1.2",
        "24 ACCEPTED P1.2 2 23 1000 0");
    lines(driver, "2 KILLED 9", "3 EXITED 9 137");
    claimAndFinish();
    for (int id = 1; id <= 2; id++) {
      lines(
          worker,
          "50 CLAIMED "
              + id
              + " P1."
              + id
              + " 8 1 45 1000 0 true "
              + (id == 1 ? "1:RELEASED:9" : "-"),
          "60 ENDING " + id + " 8 DONE",
          "61 ENDED " + id + " 8 DONE");
    }
    assertThat(violations()).isEmpty();
  }

  @Test
  void findsACallThatWasLate() {
    claimAndFinish();
    lines(producer, "400000000 JOINED 100 1000000 0 false");
    assertFound(Kind.OVERRUN, "P1", "timeout of 1 ms", "took 399 ms");
  }

  @Test
  void holdsTheFirstCallOfAProcessToTheSameLimit() {
    claimAndFinish();
    lines(producer, "99 INTENT P1.1", "252000200 REFUSED P1.1 100 1000000 0");
    assertFound(Kind.OVERRUN, "REFUSED in P1", "251 ms over");
  }

  @Test
  void findsThatNobodyGetsOnForALongTime() {
    claimAndFinish();
    enqueued = 2;
    lines(producer, "20000000010 INTENT P1.1", "20000000021 ACCEPTED P1.1 1 20000000011 1000 0");
    lines(
        worker,
        "20000000030 CLAIMED 1 P1.1 8 1 20000000025 1000 0 true -",
        "20000000040 ENDING 1 8 DONE",
        "20000000041 ENDED 1 8 DONE");
    assertFound(Kind.STANDSTILL, "no put was accepted for 20,000 ms");
  }

  @Test
  void takesOffTheTimeThatItsProcessWasStopped() {
    claimAndFinish();
    lines(driver, "150 STOPPED 1 140", "300000000 CONTINUED 1");
    lines(producer, "400000000 JOINED 100 1000000 0 false");
    assertThat(violations()).isEmpty();
  }

  @Test
  void doesNotTakeOffTheStopOfAnother() {
    claimAndFinish();
    lines(driver, "150 STOPPED 2 140", "300000000 CONTINUED 2");
    lines(producer, "400000000 JOINED 100 1000000 0 false");
    assertFound(Kind.OVERRUN, "P1");
  }

  @Test
  void takesOffOnlyOnceWhatIsBothAStopAndAGap() {
    claimAndFinish();
    lines(driver, "0 STOPPED 1 0", "200000000 CONTINUED 1");
    lines(producer, "200000000 GAP 0", "460000000 JOINED 0 1000000 0 false");
    assertFound(Kind.OVERRUN, "259 ms over");
  }

  @Test
  void takesOffTheTimeThatItsThreadGotNoProcessor() {
    claimAndFinish();
    lines(producer, "400000000 JOINED 100 1000000 200000000 false");
    assertThat(violations()).isEmpty();
  }

  @Test
  void findsAJoinThatReturnedWhileSomethingWasUnfinished() {
    lines(producer, "29 JOINED 26 1000 0 true");
    claimAndFinish();
    assertFound(Kind.JOIN, "P1");
  }

  @Test
  void acceptsAJoinThatMayHaveSeenTheEnd() {
    lines(producer, "45 JOINED 26 1000 0 true");
    claimAndFinish();
    assertThat(violations()).isEmpty();
  }

  @Test
  void findsAJoinThatDidNotReturn() {
    claimAndFinish();
    Unfinished task =
        new Unfinished(
            new TaskId(0),
            TaskState.RUNNING,
            OptionalLong.of(2),
            OptionalInt.empty(),
            Duration.ofMinutes(1));
    join = new JoinResult(false, 1, List.of(task));
    assertFound(Kind.JOIN, "1 unfinished");
  }

  @Test
  void findsWhatIsLeftOver() {
    claimAndFinish();
    segments = 3;
    leftovers.add("spill/17");
    assertFound(Kind.LEFTOVER, "3 segments");
    assertFound(Kind.LEFTOVER, "spill/17");
  }

  @Test
  void findsTooMuchDisk() {
    claimAndFinish();
    observation = new Observation(100, 1, MOST_BYTES + 1, 1);
    assertFound(Kind.DISK, "1,001");
  }

  @Test
  void findsAProcessThatNobodyOfTheRunHadKilled() {
    claimAndFinish();
    lines(driver, "5 ARMED 7 PUT_LOCKED:KILL:1", "6 EXITED 7 137");
    assertThat(violations()).isEmpty();
    lines(driver, "7 ARMED 8 PUT_LOCKED:STOP:1", "8 EXITED 8 137");
    assertFound(Kind.ENDED_BY_ITSELF, "pid 8");
  }
}
