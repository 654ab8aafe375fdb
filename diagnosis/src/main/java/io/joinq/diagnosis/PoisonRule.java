package io.joinq.diagnosis;

import io.joinq.queue.ProcessDeath;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import io.joinq.queue.WorkerStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds tasks with several failed deliveries, where the task and not its workers is the problem. A
 * dead letter counts for a while, but blocks nothing any more.
 */
final class PoisonRule {
  static final Duration LATELY = Duration.ofMinutes(10);
  private static final int SEVERAL = 2;
  private static final int MOST_LINES = 6;
  private static final Set<Redelivery.Cause> FAILURES =
      EnumSet.of(
          Redelivery.Cause.WORKER_DIED,
          Redelivery.Cause.LEASE_EXPIRED,
          Redelivery.Cause.HANDLER_FAILED);

  private static final String FUTURE = "it becomes a dead letter after --max-attempts; then ";

  private PoisonRule() {}

  static Optional<Finding> apply(Evidence evidence) {
    if (areAllAfflicted(evidence)) {
      return Optional.empty();
    }
    return counting(evidence).stream()
        .filter(task -> times(task, evidence) >= SEVERAL)
        .max(Comparator.comparingInt(task -> times(task, evidence)))
        .map(task -> finding(task, evidence));
  }

  /** Several tasks fail and none is done: that is not the tasks' fault. */
  static Optional<Finding> handlerFails(Evidence evidence) {
    List<TaskStatus> failed =
        afflicted(evidence).stream().filter(task -> hasFailed(task, evidence)).toList();
    if (!areAllAfflicted(evidence) || failed.size() < SEVERAL) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                Cause.HANDLER_FAILS,
                "the handler fails for one task after the other: %s, and none was done"
                    .formatted(Phrases.count(failed.size(), "task")))
            .restingOn(
                failed.stream()
                    .limit(MOST_LINES)
                    .map(task -> task.id() + ", " + lastLine(task, evidence))
                    .toList())
            .remediedBy(
                "fix the handler, or what it needs; then ./run.sh dead-letters requeue brings back"
                    + " what became a dead letter")
            .explaining(Cause.QUEUE_TOO_SLOW, Cause.QUEUE_FULL));
  }

  /** Whether {@link #apply} finds a task, or would if no other had failed more often. */
  static boolean isPoison(TaskStatus task, Evidence evidence) {
    return !areAllAfflicted(evidence) && times(task, evidence) >= SEVERAL;
  }

  private static boolean hasFailed(TaskStatus task, Evidence evidence) {
    return failures(task, evidence).stream()
        .anyMatch(cause -> cause.cause() == Redelivery.Cause.HANDLER_FAILED);
  }

  static String lastLine(TaskStatus task, Evidence evidence) {
    List<Redelivery> failures = failures(task, evidence);
    List<Redelivery> shown = failures.isEmpty() ? task.causes() : failures;
    return line(shown.get(shown.size() - 1), evidence);
  }

  /* A failed task is no exception where others fail, and no worker got anything done. */
  private static boolean areAllAfflicted(Evidence evidence) {
    boolean done =
        evidence.status().completed() > evidence.before().completed()
            || evidence.status().workers().stream().anyMatch(worker -> worker.completed() > 0);
    return !done && afflicted(evidence).size() >= SEVERAL;
  }

  private static List<TaskStatus> afflicted(Evidence evidence) {
    return counting(evidence).stream().filter(task -> !failures(task, evidence).isEmpty()).toList();
  }

  /** Tasks that are not done: unfinished, or a dead letter for a short time. */
  private static List<TaskStatus> counting(Evidence evidence) {
    return evidence.queue().failedDeliveries().stream()
        .filter(
            task ->
                !task.state().isFinal()
                    || task.finishedAt().filter(at -> evidence.isWithin(at, LATELY)).isPresent())
        .toList();
  }

  private static int times(TaskStatus task, Evidence evidence) {
    return Math.max(failures(task, evidence).size(), deaths(task, evidence).size());
  }

  private static List<Redelivery> failures(TaskStatus task, Evidence evidence) {
    return task.causes().stream()
        .filter(cause -> FAILURES.contains(cause.cause()) && !wasStopped(cause, evidence))
        .toList();
  }

  /* Its lease ran out because somebody stopped its worker, and not of itself. */
  private static boolean wasStopped(Redelivery cause, Evidence evidence) {
    return cause.cause() == Redelivery.Cause.LEASE_EXPIRED
        && (evidence.status().workers().stream()
                .anyMatch(
                    worker ->
                        worker.pid() == cause.pid() && worker.state() == WorkerStatus.State.STOPPED)
            || evidence.workerDeaths().stream()
                .anyMatch(
                    death ->
                        death.pid() == cause.pid()
                            && death.detail().startsWith("stopped by a signal")));
  }

  /** A death whose task was not taken over yet does not count as a failed delivery. */
  private static List<ProcessDeath> deaths(TaskStatus task, Evidence evidence) {
    return evidence.workerDeaths(LATELY).stream()
        .filter(death -> held(death, task, evidence))
        .toList();
  }

  private static boolean held(ProcessDeath death, TaskStatus task, Evidence evidence) {
    return evidence.held(death).contains(task.id());
  }

  private static Finding finding(TaskStatus task, Evidence evidence) {
    List<Redelivery> failures = failures(task, evidence);
    List<ProcessDeath> deaths = deaths(task, evidence);
    boolean dead = task.state() == TaskState.DEAD;
    Set<Cause> consequences = consequences(task, evidence);
    return Finding.of(
            Cause.POISON_TASK,
            task.id()
                + " is poison: "
                + (deaths.size() > failures.size()
                    ? deaths.size() + " workers died of it"
                    : "it failed " + failures.size() + " times: " + countByCause(failures))
                + foundHung(task, evidence)
                    .findFirst()
                    .map(hung -> "; its worker " + hung.words())
                    .orElse("")
                + (dead ? "; it is a dead letter now" : ""))
        .restingOn(
            deaths.size() > failures.size()
                ? DeathRules.deathLines(deaths, evidence)
                : failureLines(task, failures, evidence))
        .remediedBy(dead ? autopsy(task.id()) : FUTURE + autopsy(task.id()))
        .explaining(consequences.toArray(Cause[]::new))
        .asideIf(dead || consequences.isEmpty());
  }

  /** What is so because of it, and not only at the same time. */
  private static Set<Cause> consequences(TaskStatus task, Evidence evidence) {
    Set<Cause> consequences = EnumSet.noneOf(Cause.class);
    boolean dead = task.state() == TaskState.DEAD;
    boolean goesOn = !dead || DeathRules.isComing(evidence) || evidence.hasWorkerAtWork();
    List<ProcessDeath> deaths = evidence.workerDeaths();
    if (goesOn && !deaths.isEmpty() && held(deaths.get(0), task, evidence)) {
      consequences.addAll(EnumSet.of(Cause.WORKER_KILLED));
    }
    List<ProcessDeath> loop = evidence.workerDeaths(DeathRules.LOOP_WINDOW);
    if (goesOn && loop.size() > 0 && loop.stream().allMatch(death -> held(death, task, evidence))) {
      consequences.add(Cause.CRASH_LOOP);
    }
    if (!dead && isHeld(task, evidence)) {
      consequences.addAll(EnumSet.of(Cause.WORKER_HUNG, Cause.WORKER_BUSY_LONG));
    }
    if (!dead && !consequences.isEmpty()) {
      consequences.addAll(EnumSet.of(Cause.QUEUE_TOO_SLOW, Cause.QUEUE_FULL));
    }
    return consequences;
  }

  /* Were other workers hung, this task would not be why. */
  private static boolean isHeld(TaskStatus task, Evidence evidence) {
    List<WorkerStatus> stuck =
        evidence.status().workers().stream()
            .filter(worker -> evidence.isHung(worker) || evidence.isBusyLong(worker))
            .toList();
    return !stuck.isEmpty()
        && stuck.stream().allMatch(w -> w.task().filter(task.id()::equals).isPresent());
  }

  private static String countByCause(List<Redelivery> failures) {
    Map<Redelivery.Cause, Long> counts =
        failures.stream()
            .collect(Collectors.groupingBy(Redelivery::cause, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .map(entry -> words(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String words(Redelivery.Cause cause, long times) {
    return switch (cause) {
      case WORKER_DIED -> Phrases.count(times, "worker") + " died of it";
      case LEASE_EXPIRED -> "its worker fell silent " + Phrases.count(times, "time");
      default -> "its handler failed " + Phrases.count(times, "time");
    };
  }

  private static String line(Redelivery cause, Evidence evidence) {
    return "attempt %d, pid %d, %s: %s%s"
        .formatted(
            cause.attempt(),
            cause.pid(),
            evidence.ago(cause.at()),
            cause.cause().name().toLowerCase(Locale.ROOT),
            cause.detail().isEmpty() ? "" : ": " + cause.detail());
  }

  private static List<String> failureLines(
      TaskStatus task, List<Redelivery> failures, Evidence evidence) {
    return Stream.concat(
            failures.stream().map(cause -> line(cause, evidence)),
            foundHung(task, evidence).map(Phrases::kept))
        .toList();
  }

  private static Stream<ServerReport.Hung> foundHung(TaskStatus task, Evidence evidence) {
    return evidence.hung().stream().filter(hung -> task.id().toString().equals(hung.taskId()));
  }

  private static String autopsy(TaskId task) {
    return "look at the handler, and at the task with " + Remedies.show(task);
  }
}
