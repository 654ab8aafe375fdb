package io.joinq.server.diagnosis;

import io.joinq.queue.ProcessDeath;
import io.joinq.queue.WorkerStatus;
import io.joinq.server.json.WorkerView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What may be wrong with the workers. */
final class WorkerRules {
  /** So many deaths within so long are a loop. */
  private static final int LOOP_DEATHS = 3;

  private static final Duration LOOP_WINDOW = Duration.ofMinutes(1);

  /** A death longer ago is not why there is no worker now. */
  private static final Duration DEATH_MATTERS = Duration.ofHours(1);

  private static final int MOST_LINES = 6;
  private static final int MOST_STACKS = 4;
  private static final String RESUME =
      "The supervisor starts them anew once it is told to with POST /workers/resume";
  private static final Set<String> COMING = Set.of("starting", "spare", "backoff");

  private WorkerRules() {}

  static Optional<Finding> crashLoop(Evidence evidence) {
    List<ProcessDeath> deaths = evidence.workerDeaths(LOOP_WINDOW);
    List<WorkerView> failing = failing(evidence);
    if (deaths.size() < LOOP_DEATHS && failing.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    failing.forEach(worker -> lines.add("the supervisor says: " + describe(worker)));
    lines.addAll(deathLines(deaths, evidence));
    evidence.server().word().ifPresent(word -> lines.addAll(word.lastWords()));
    return Optional.of(
        Finding.of(Cause.CRASH_LOOP, loopSentence(deaths, failing))
            .restingOn(lines)
            .remediedBy(
                "read what the workers wrote last, and mend that; the server's log has it all"
                    + (failing.isEmpty() ? "" : ". " + RESUME))
            .explaining(
                Cause.WORKER_KILLED, Cause.NO_WORKER, Cause.QUEUE_TOO_SLOW, Cause.QUEUE_FULL));
  }

  /** Workers that the supervisor has started anew more than once and has no live process of. */
  private static List<WorkerView> failing(Evidence evidence) {
    return views(evidence).stream()
        .filter(
            worker ->
                worker.state().equals("gave_up")
                    || (worker.state().equals("backoff") && worker.restarts() >= LOOP_DEATHS))
        .toList();
  }

  private static String loopSentence(List<ProcessDeath> deaths, List<WorkerView> failing) {
    if (failing.isEmpty()) {
      return "workers die again and again: %d within %s"
          .formatted(deaths.size(), Words.age(LOOP_WINDOW));
    }
    WorkerView worst = failing.get(0);
    String gaveUp =
        worst.state().equals("gave_up") ? ", and its supervisor has given up on it" : "";
    return "worker %d dies again and again: started anew %s%s"
        .formatted(worst.worker(), Words.count(worst.restarts(), "time"), gaveUp);
  }

  static Optional<Finding> killed(Evidence evidence) {
    List<ProcessDeath> deaths = evidence.workerDeaths(DEATH_MATTERS);
    if (!evidence.status().workers().isEmpty() || deaths.isEmpty()) {
      return Optional.empty();
    }
    ProcessDeath last = deaths.get(0);
    boolean coming = isComing(evidence);
    return Optional.of(
        Finding.of(
                Cause.WORKER_KILLED,
                "its %s consumer, pid %d, %s %s ago; %s"
                    .formatted(
                        deaths.size() == 1 ? "only" : "last",
                        last.pid(),
                        Words.end(last),
                        Words.age(evidence.age(last.at())),
                        coming ? "another is being started" : "nobody will drain it"))
            .restingOn(deathLines(deaths, evidence))
            .remediedBy(
                coming
                    ? "wait until the supervisor has started it"
                    : "restart a worker with ./run.sh worker --queue "
                        + evidence.status().queue()
                        + alsoPaused(evidence))
            .explaining(Cause.QUEUE_FULL));
  }

  private static String alsoPaused(Evidence evidence) {
    return evidence.status().paused()
        ? ", then resume the queue, which is paused too, with POST /queue/resume"
        : "";
  }

  static Optional<Finding> none(Evidence evidence) {
    boolean known = !evidence.workerDeaths(DEATH_MATTERS).isEmpty();
    if (!evidence.status().workers().isEmpty() || known) {
      return Optional.empty();
    }
    boolean coming = isComing(evidence);
    List<String> lines = new ArrayList<>(List.of("the queue lists no live worker"));
    views(evidence).forEach(worker -> lines.add("the supervisor says: " + describe(worker)));
    return Optional.of(
        Finding.of(
                Cause.NO_WORKER,
                coming
                    ? "no worker takes tasks yet; one is being started"
                    : "no worker is alive, and none is known to have died; nobody will drain it")
            .restingOn(lines)
            .remediedBy(
                coming
                    ? "wait until it has opened the queue"
                    : "start a worker with ./run.sh worker --queue " + evidence.status().queue())
            .explaining(Cause.QUEUE_FULL));
  }

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
                        which(first, evidence) + " is stopped by a signal" + Words.task(first))
                    .restingOn(
                        stopped.stream()
                            .map(
                                worker ->
                                    "/proc/"
                                        + worker.pid()
                                        + "/stat says that "
                                        + Words.worker(worker)
                                        + ", is stopped")
                            .toList())
                    .remediedBy(
                        "continue it with kill -CONT %d; or end it with ./run.sh kill-worker"
                                .formatted(first.pid())
                            + " --worker %d, and its task goes to another"
                                .formatted(first.worker()))
                    .explaining(Cause.QUEUE_FULL, Cause.QUEUE_TOO_SLOW));
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
                        "see by its stack what it waits for; ./run.sh kill-worker --worker %d"
                                .formatted(first.worker())
                            + " gives its task to another, and --task-timeout bounds the next one")
                    .explaining(Cause.QUEUE_FULL, Cause.QUEUE_TOO_SLOW)
                    .withStacks(stacksOf(evidence)));
  }

  /**
   * Tasks wait, nothing was taken or ended while they were watched, and whoever could take one has
   * been with its task all the time. How long a task may take is not known, so both are said.
   */
  static Optional<Finding> busyLong(Evidence evidence) {
    List<WorkerStatus> atWork =
        evidence.status().workers().stream().filter(evidence::isAtWork).toList();
    boolean waits = evidence.status().depth() > 0 && !evidence.hasDrained();
    if (!waits || !atWork.stream().allMatch(evidence::isBusyLong)) {
      return Optional.empty();
    }
    return atWork.stream()
        .max(Comparator.comparing(WorkerStatus::sinceProgress))
        .map(longest -> busyLong(longest, atWork, evidence));
  }

  private static Finding busyLong(
      WorkerStatus longest, List<WorkerStatus> atWork, Evidence evidence) {
    return Finding.of(
            Cause.WORKER_BUSY_LONG,
            which(longest, evidence)
                + " has had%s for %s and nothing else was taken meanwhile"
                    .formatted(heldTask(longest), Words.age(longest.sinceProgress()))
                + "; either the task takes so long or its handler hangs")
        .restingOn(atWork.stream().flatMap(w -> hungLines(w, evidence).stream()).toList())
        .remediedBy(
            "see by its stack which of the two, and add workers, or end it with ./run.sh"
                + " kill-worker --worker %d; after %s without progress it counts as hung"
                    .formatted(longest.worker(), Words.age(evidence.patience())))
        .explaining(Cause.QUEUE_FULL)
        .withStacks(stacksOf(evidence));
  }

  private static String heldTask(WorkerStatus worker) {
    return worker.task().map(task -> " " + task).orElse(" a task");
  }

  /** The workers whose stacks say more than the queue does, a few at the most. */
  static List<WorkerStatus> worthAStack(Evidence evidence) {
    Predicate<WorkerStatus> wanted =
        busyLong(evidence).isPresent()
            ? worker -> evidence.isHung(worker) || evidence.isBusyLong(worker)
            : evidence::isHung;
    return evidence.status().workers().stream().filter(wanted).limit(MOST_STACKS).toList();
  }

  private static String hangs(WorkerStatus worker) {
    return worker.state() == WorkerStatus.State.HUNG
        ? " shows no sign of life" + Words.task(worker)
        : " has been inside its handler"
            + Words.task(worker)
            + " for "
            + Words.age(worker.sinceProgress())
            + " without progress";
  }

  private static List<String> hungLines(WorkerStatus worker, Evidence evidence) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %s%s, its task claimed %s ago, no progress for %s"
            .formatted(
                Words.worker(worker),
                worker.state().name().toLowerCase(Locale.ROOT),
                Words.task(worker),
                Words.age(worker.taskAge()),
                Words.age(worker.sinceProgress())));
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
        ? "its only consumer, " + Words.worker(worker) + ","
        : "of its %d consumers, %s,"
            .formatted(evidence.status().workers().size(), Words.worker(worker));
  }

  static List<String> deathLines(List<ProcessDeath> deaths, Evidence evidence) {
    return deaths.stream()
        .limit(MOST_LINES)
        .map(
            death ->
                "worker %d, pid %d, %s at %s, %s ago%s"
                    .formatted(
                        death.worker().orElse(0),
                        death.pid(),
                        Words.end(death),
                        death.at(),
                        Words.age(evidence.age(death.at())),
                        death.task().map(task -> ", and held " + task).orElse("")))
        .toList();
  }

  private static boolean isComing(Evidence evidence) {
    return views(evidence).stream().anyMatch(worker -> COMING.contains(worker.state()));
  }

  private static List<WorkerView> views(Evidence evidence) {
    return evidence.server().word().map(ServerWord::workers).orElse(List.of());
  }

  private static String describe(WorkerView worker) {
    return "worker %d is in state %s, started anew %s"
        .formatted(worker.worker(), worker.state(), Words.count(worker.restarts(), "time"));
  }
}
