package io.joinq.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.lab.chaos.Violation.Kind;
import io.joinq.queue.JoinResult;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.Unfinished;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A log for each promise on the run as a whole that is broken: its depth, calls, joins and remains.
 */
@Tag("fast")
class CheckerOfRunsTest extends MadeUpRun {
  @Test
  void findsAQueueThatWasSeenTooDeep() {
    claimAndFinish();
    observation = new Observation(100, CAPACITY + 1, 500, 1);
    assertFound(Kind.DEPTH, "3 were seen");
  }

  private void putTwoMore() {
    enqueued = 3;
    lines(
        producer,
        "21 INTENT P1.1",
        "22 ACCEPTED P1.1 1 21 1000 0",
        "23 INTENT P1.2",
        "24 ACCEPTED P1.2 2 23 1000 0");
  }

  @Test
  void findsAQueueThatWasTooDeepByTheLogsAlone() {
    putTwoMore();
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
    putTwoMore();
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
