package io.joinq.server.diagnosis;

import io.joinq.queue.ProcessDeath;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One task that several deliveries came to grief of, so that it, and not its workers, is what is
 * wrong. A dead letter counts for a while; it is over then.
 */
final class PoisonRule {
  private static final Duration LATELY = Duration.ofMinutes(10);
  private static final int SEVERAL = 2;
  private static final Set<Redelivery.Cause> GRIEF =
      EnumSet.of(
          Redelivery.Cause.WORKER_DIED,
          Redelivery.Cause.LEASE_EXPIRED,
          Redelivery.Cause.HANDLER_FAILED);

  private static final String FUTURE = "it becomes a dead letter after --max-attempts; then ";

  private PoisonRule() {}

  static Optional<Finding> apply(Evidence evidence) {
    return evidence.queue().setbacks().stream()
        .filter(task -> isPoison(task, evidence))
        .max(Comparator.comparingInt(task -> grief(task).size()))
        .map(task -> ofSetbacks(task, evidence))
        .or(() -> ofDeaths(evidence));
  }

  private static boolean isPoison(TaskStatus task, Evidence evidence) {
    List<Redelivery> grief = grief(task);
    boolean now =
        task.state() != TaskState.DEAD
            || task.finishedAt().filter(at -> isLate(at, evidence)).isPresent();
    return now && grief.size() >= SEVERAL;
  }

  private static boolean isLate(Instant at, Evidence evidence) {
    return evidence.age(at).compareTo(LATELY) <= 0;
  }

  private static List<Redelivery> grief(TaskStatus task) {
    return task.causes().stream().filter(cause -> GRIEF.contains(cause.cause())).toList();
  }

  private static Finding ofSetbacks(TaskStatus task, Evidence evidence) {
    List<Redelivery> grief = grief(task);
    return finding(
        task.id(),
        "it came to grief "
            + grief.size()
            + " times: "
            + tally(grief)
            + (task.state() == TaskState.DEAD ? "; it is a dead letter now" : ""),
        grief.stream().map(cause -> line(cause, evidence)).toList(),
        task.state() == TaskState.DEAD ? autopsy(task.id()) : FUTURE + autopsy(task.id()));
  }

  private static String tally(List<Redelivery> grief) {
    Map<Redelivery.Cause, Long> counts =
        grief.stream()
            .collect(Collectors.groupingBy(Redelivery::cause, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> words(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String words(Redelivery.Cause cause, long times) {
    return switch (cause) {
      case WORKER_DIED -> Words.count(times, "worker") + " died of it";
      case LEASE_EXPIRED -> "its worker fell silent " + Words.count(times, "time");
      default -> "its handler failed " + Words.count(times, "time");
    };
  }

  private static String line(Redelivery cause, Evidence evidence) {
    return "attempt %d, pid %d, %s ago: %s%s"
        .formatted(
            cause.attempt(),
            cause.pid(),
            Words.age(evidence.age(cause.at())),
            cause.cause().name().toLowerCase(Locale.ROOT),
            cause.detail().isEmpty() ? "" : ": " + cause.detail());
  }

  /** The task may be between two workers, or its causes lost; the deaths still name it. */
  private static Optional<Finding> ofDeaths(Evidence evidence) {
    Map<TaskId, List<ProcessDeath>> byTask = new TreeMap<>();
    for (ProcessDeath death : evidence.workerDeaths(LATELY)) {
      death.task().ifPresent(id -> byTask.computeIfAbsent(id, key -> new ArrayList<>()).add(death));
    }
    return byTask.entrySet().stream()
        .filter(entry -> entry.getValue().size() >= SEVERAL)
        .max(Comparator.comparingInt(entry -> entry.getValue().size()))
        .map(
            entry ->
                finding(
                    entry.getKey(),
                    entry.getValue().size() + " workers died of it",
                    WorkerRules.deathLines(entry.getValue(), evidence),
                    FUTURE + autopsy(entry.getKey())));
  }

  private static String autopsy(TaskId task) {
    return "look at the handler, and at the task with ./run.sh dead-letters show " + task;
  }

  private static Finding finding(TaskId task, String what, List<String> lines, String remedy) {
    return Finding.of(Cause.POISON_TASK, task + " is poison: " + what)
        .restingOn(lines)
        .remediedBy(remedy)
        .explaining(
            Cause.CRASH_LOOP,
            Cause.WORKER_KILLED,
            Cause.WORKER_HUNG,
            Cause.WORKER_BUSY_LONG,
            Cause.QUEUE_TOO_SLOW,
            Cause.QUEUE_FULL);
  }
}
