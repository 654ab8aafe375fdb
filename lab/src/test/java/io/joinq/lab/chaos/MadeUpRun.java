package io.joinq.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.lab.chaos.Violation.Kind;
import io.joinq.queue.JoinResult;
import io.joinq.queue.Redelivery;
import io.joinq.queue.Redelivery.Cause;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;

/** The logs of a run without fault, which tests change into one with a fault. */
abstract class MadeUpRun {
  static final int CAPACITY = 2;
  static final long MOST_BYTES = 1_000;

  final Evidence evidence = new Evidence();
  final Evidence.Source driver = evidence.source("driver");
  final Evidence.Source producer = evidence.source("P1");
  final Evidence.Source worker = evidence.source("W1");
  final List<TaskStatus> dead = new ArrayList<>();
  final List<String> leftovers = new ArrayList<>();
  JoinResult join = JoinResult.JOINED;
  Observation observation = new Observation(100, 1, 500, 1);
  long enqueued = 1;
  long segments = 1;

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

  void claimAndFinish() {
    lines(
        worker,
        "30 CLAIMED 0 P1.0 7 1 25 1000 0 true -",
        "40 ENDING 0 7 DONE",
        "41 ENDED 0 7 DONE");
  }

  static void lines(Evidence.Source source, String... lines) {
    List.of(lines).forEach(source::add);
  }

  List<Violation> violations() {
    Checker checker = checker();
    checker.check();
    return checker.violations();
  }

  Checker checker() {
    FinalState finalState =
        new FinalState(
            join, Duration.ofSeconds(1), enqueued, join.unfinished(), 0, dead, segments, leftovers);
    return new Checker(evidence, observation, finalState, CAPACITY, MOST_BYTES);
  }

  void assertFound(Kind kind, String... evidenceParts) {
    assertThat(violations())
        .anySatisfy(
            violation -> {
              assertThat(violation.kind()).isEqualTo(kind);
              assertThat(violation.evidence()).contains(evidenceParts);
            });
  }

  static TaskStatus letter(long id, int attempts) {
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
}
