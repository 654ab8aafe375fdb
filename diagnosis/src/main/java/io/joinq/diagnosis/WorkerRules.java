package io.joinq.diagnosis;

import io.joinq.queue.WorkerStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules about live workers. */
final class WorkerRules {
  private static final int MOST_STACKS = 4;

  private WorkerRules() {}

  static Optional<Finding> stopped(Evidence evidence) {
    List<WorkerStatus> stopped =
        evidence.status().workers().stream()
            .filter(worker -> worker.state() == WorkerStatus.State.STOPPED)
            .toList();
    return stopped.stream()
        .findFirst()
        .map(
            first ->
                Finding.of(
                        Cause.WORKER_STOPPED,
                        which(first, evidence) + " is stopped by a signal" + Phrases.task(first))
                    .restingOn(
                        stopped.stream()
                            .map(
                                worker ->
                                    "/proc/"
                                        + worker.pid()
                                        + "/stat says that "
                                        + Phrases.worker(worker)
                                        + ", is stopped")
                            .toList())
                    .remediedBy(
                        "continue it with kill -CONT %d; or end it with %s, and its task goes to"
                                .formatted(first.pid(), Remedies.killWorker(first.worker()))
                            + " another")
                    .explaining(Cause.QUEUE_FULL, Cause.QUEUE_TOO_SLOW)
                    .asideIf(evidence.hasWorkerAtWork()));
  }

  static Optional<Finding> hung(Evidence evidence) {
    List<WorkerStatus> hung =
        evidence.status().workers().stream().filter(evidence::isHung).toList();
    return hung.stream()
        .findFirst()
        .map(
            first ->
                Finding.of(Cause.WORKER_HUNG, which(first, evidence) + hangs(first))
                    .restingOn(hung.stream().flatMap(w -> hungLines(w, evidence).stream()).toList())
                    .remediedBy(
                        "see by its stack what it waits for; "
                            + Remedies.killWorker(first.worker())
                            + " gives its task to another, and --task-timeout bounds the next one")
                    .explaining(Cause.QUEUE_FULL, Cause.QUEUE_TOO_SLOW)
                    .asideIf(evidence.hasWorkerAtWork())
                    .withStacks(stacksOf(evidence)));
  }

  /**
   * Tasks wait, none was taken or ended within the window, and all workers that could take one had
   * their task all that time; or nothing waits, but a worker has had its task for very long. The
   * allowed time of a task is unknown, so the finding names both possibilities.
   */
  static Optional<Finding> busyLong(Evidence evidence) {
    return slow(evidence).stream().findFirst().map(longest -> busyLong(longest, evidence));
  }

  /** Those that may hang, the one without progress for longest first. */
  private static List<WorkerStatus> slow(Evidence evidence) {
    return evidence.status().workers().stream()
        .filter(evidence::isAtWork)
        .filter(worker -> holdUpAll(evidence) || evidence.isWithoutProgress(worker))
        .sorted(Comparator.comparing(WorkerStatus::sinceProgress).reversed())
        .toList();
  }

  private static boolean holdUpAll(Evidence evidence) {
    return evidence.status().depth() > 0
        && !evidence.hasDrained()
        && evidence.status().workers().stream()
            .filter(evidence::isAtWork)
            .allMatch(evidence::isBusyLong);
  }

  private static Finding busyLong(WorkerStatus longest, Evidence evidence) {
    boolean all = holdUpAll(evidence);
    Finding finding =
        Finding.of(
                Cause.WORKER_BUSY_LONG,
                which(longest, evidence)
                    + " has had%s for %s%s"
                        .formatted(
                            heldTask(longest),
                            Phrases.age(longest.sinceProgress()),
                            all
                                ? " and nothing else was taken meanwhile"
                                : " without progress, though it holds up nobody")
                    + "; either the task takes so long or its handler hangs")
            .restingOn(
                slow(evidence).stream().flatMap(w -> hungLines(w, evidence).stream()).toList())
            .remediedBy(
                "see by its stack which of the two, and add workers, or end it with %s; after %s"
                        .formatted(
                            Remedies.killWorker(longest.worker()),
                            Phrases.age(evidence.patience().time()))
                    + " without progress it counts as hung where"
                    + " tasks wait and none is taken, and else after its --task-timeout")
            .asideIf(!all)
            .withStacks(stacksOf(evidence));
    return all ? finding.explaining(Cause.QUEUE_FULL) : finding;
  }

  private static String heldTask(WorkerStatus worker) {
    return worker.task().map(task -> " " + task).orElse(" a task");
  }

  /** The workers whose stacks to read, only a few. */
  static List<WorkerStatus> worthAStack(Evidence evidence) {
    return Stream.concat(
            evidence.status().workers().stream().filter(evidence::isHung), slow(evidence).stream())
        .limit(MOST_STACKS)
        .toList();
  }

  private static String hangs(WorkerStatus worker) {
    if (worker.state() == WorkerStatus.State.IDLE) {
      return " seems idle, and takes none of the tasks that wait";
    }
    return worker.state() == WorkerStatus.State.HUNG
        ? " shows no sign of life" + Phrases.task(worker)
        : " has been inside its handler"
            + Phrases.task(worker)
            + " for "
            + Phrases.age(worker.sinceProgress())
            + " without progress";
  }

  private static List<String> hungLines(WorkerStatus worker, Evidence evidence) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %s%s, its task claimed %s ago, no progress for %s"
            .formatted(
                Phrases.worker(worker),
                worker.state().name().toLowerCase(Locale.ROOT),
                Phrases.task(worker),
                Phrases.age(worker.taskAge()),
                Phrases.age(worker.sinceProgress())));
    evidence.hung(worker.pid()).map(Phrases::kept).ifPresent(lines::add);
    for (WorkerStack stack : evidence.stacks()) {
      if (stack.pid() == worker.pid()) {
        stack.commands().forEach(command -> lines.add("it runs the command " + command));
        if (!stack.missing().isEmpty()) {
          lines.add("its stack is missing: " + stack.missing());
        }
      }
    }
    return lines;
  }

  private static List<Stack> stacksOf(Evidence evidence) {
    return evidence.stacks().stream().flatMap(worker -> worker.stacks().stream()).toList();
  }

  private static String which(WorkerStatus worker, Evidence evidence) {
    return evidence.status().workers().size() == 1
        ? "its only consumer, " + Phrases.worker(worker) + ","
        : "of its %d consumers, %s,"
            .formatted(evidence.status().workers().size(), Phrases.worker(worker));
  }
}
