package io.joinq.diagnosis;

import io.joinq.queue.ProcessDeath;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules about what is over and holds up nobody, but happened lately. */
final class HistoryRules {
  private static final int MOST_LINES = 6;

  private HistoryRules() {}

  /** Tasks that were given up, as far as no other finding says so. */
  static Optional<Finding> deadLetter(Evidence evidence) {
    if (PoisonRule.handlerFails(evidence).isPresent()) {
      return Optional.empty();
    }
    List<TaskStatus> letters =
        evidence.queue().failedDeliveries().stream()
            .filter(task -> task.state() == TaskState.DEAD)
            .filter(task -> isRecent(task, evidence) && !PoisonRule.isPoison(task, evidence))
            .toList();
    return letters.stream()
        .findFirst()
        .map(
            newest ->
                Finding.of(Cause.DEAD_LETTER, becameDeadLetters(letters, evidence))
                    .restingOn(
                        letters.stream()
                            .limit(MOST_LINES)
                            .map(task -> task.id() + ", " + PoisonRule.lastLine(task, evidence))
                            .toList())
                    .remediedBy(
                        "look at the task with %s; once the cause is fixed, bring it back with %s"
                            .formatted(Remedies.show(newest.id()), Remedies.requeue(newest.id())))
                    .asideIf(true));
  }

  private static boolean isRecent(TaskStatus letter, Evidence evidence) {
    return letter
        .finishedAt()
        .filter(at -> evidence.isWithin(at, PoisonRule.LATELY) && !letter.causes().isEmpty())
        .isPresent();
  }

  private static String becameDeadLetters(List<TaskStatus> letters, Evidence evidence) {
    TaskStatus newest = letters.get(0);
    String ago = evidence.ago(newest.finishedAt().orElseThrow());
    return letters.size() == 1
        ? "%s became a dead letter %s".formatted(newest.id(), ago)
        : "%d tasks became dead letters lately, %s %s".formatted(letters.size(), newest.id(), ago);
  }

  /** Workers that hung and are gone, where another one is at work. */
  static Optional<Finding> hungBefore(Evidence evidence) {
    List<ServerReport.Hung> kept =
        evidence.hung().stream().filter(hung -> isGone(hung.pid(), evidence)).toList();
    List<ProcessDeath> others =
        evidence.workerDeaths(PoisonRule.LATELY).stream()
            .filter(death -> death.detail().startsWith("hung") && isGone(death.pid(), evidence))
            .filter(death -> kept.stream().noneMatch(hung -> hung.pid() == death.pid()))
            .toList();
    if (!evidence.hasWorkerAtWork() || (kept.isEmpty() && others.isEmpty())) {
      return Optional.empty();
    }
    String sentence =
        Stream.concat(
                kept.stream().map(hung -> hung(hung, evidence)),
                others.stream().map(death -> hung(death, evidence)))
            .limit(MOST_LINES)
            .collect(Collectors.joining("; "));
    List<String> lines =
        Stream.concat(
                kept.stream().map(Phrases::kept), DeathRules.deathLines(others, evidence).stream())
            .toList();
    return Optional.of(
        Finding.of(Cause.WORKER_HUNG_BEFORE, sentence)
            .restingOn(lines)
            .remediedBy(
                "nothing to do now; the threads that were kept show where a handler hung, and"
                    + " --task-timeout bounds how long it may")
            .asideIf(true));
  }

  private static boolean isGone(long pid, Evidence evidence) {
    return evidence.status().workers().stream().noneMatch(worker -> worker.pid() == pid);
  }

  private static String hung(ServerReport.Hung hung, Evidence evidence) {
    String task = hung.taskId() == null ? "" : " with " + hung.taskId();
    String ago = evidence.ago(Instant.parse(hung.at()));
    return replaced(hung.worker(), hung.pid(), hung.words() + task + " " + ago);
  }

  private static String hung(ProcessDeath death, Evidence evidence) {
    String task = death.task().map(TaskId::toString).map(id -> " with " + id).orElse("");
    return replaced(
        death.worker().orElseThrow(),
        death.pid(),
        "hung" + task + ", and ended " + evidence.ago(death.at()));
  }

  private static String replaced(int worker, long pid, String how) {
    return "worker %d, pid %d, %s, and was replaced".formatted(worker, pid, how);
  }
}
