package io.joinq.diagnosis;

import io.joinq.json.WorkerView;
import io.joinq.queue.ProcessDeath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Rules about dead and missing workers. */
public final class DeathRules {
  /** This number of deaths within this time is a loop. */
  static final int LOOP_DEATHS = 3;

  public static final Duration LOOP_WINDOW = Duration.ofMinutes(1);

  private static final int MOST_LINES = 6;
  private static final Set<String> COMING = Set.of("starting", "spare", "backoff");

  private DeathRules() {}

  static Optional<Finding> crashLoop(Evidence evidence) {
    List<ProcessDeath> deaths = evidence.workerDeaths(LOOP_WINDOW);
    List<WorkerView> failing = failing(evidence);
    if (deaths.size() < LOOP_DEATHS && (failing.isEmpty() || isOneDeath(failing, evidence))) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    failing.forEach(worker -> lines.add("the supervisor says: " + describe(worker)));
    lines.addAll(deathLines(deaths, evidence));
    evidence.server().word().ifPresent(word -> lines.addAll(word.lastWords()));
    return Optional.of(
        Finding.of(Cause.CRASH_LOOP, loopSentence(deaths, failing, evidence))
            .restingOn(lines)
            .remediedBy(
                "read the last output of the workers, and fix the cause; the server's log has it all"
                    + (isGivenUp(failing)
                        ? ". Then start them again with " + Remedies.resumeWorkers()
                        : ""))
            .explaining(
                evidence.hasWorkerAtWork()
                    ? new Cause[] {Cause.WORKER_KILLED, Cause.NO_WORKER}
                    : new Cause[] {Cause.WORKER_KILLED, Cause.NO_WORKER, Cause.QUEUE_FULL})
            .asideIf(failing.isEmpty() && !evidence.status().workers().isEmpty()));
  }

  /** Workers that are given up, or are to start where starts have failed again and again. */
  private static List<WorkerView> failing(Evidence evidence) {
    return views(evidence).stream()
        .filter(
            worker ->
                worker.state().equals("gave_up")
                    || (failedStarts(evidence) >= LOOP_DEATHS && COMING.contains(worker.state())))
        .toList();
  }

  private static boolean isGivenUp(List<WorkerView> failing) {
    return failing.stream().anyMatch(worker -> worker.state().equals("gave_up"));
  }

  /** A supervisor without restarts gives up at the first death, which is not a loop. */
  private static boolean isOneDeath(List<WorkerView> failing, Evidence evidence) {
    return !evidence.workerDeaths().isEmpty()
        && failing.stream()
            .allMatch(worker -> worker.state().equals("gave_up") && worker.restarts() == 0);
  }

  private static int failedStarts(Evidence evidence) {
    return evidence.server().word().map(ServerReport::failedStarts).orElse(0);
  }

  private static String loopSentence(
      List<ProcessDeath> deaths, List<WorkerView> failing, Evidence evidence) {
    if (failing.isEmpty()) {
      return "workers die repeatedly: %d within %s"
          .formatted(deaths.size(), Phrases.age(LOOP_WINDOW));
    }
    WorkerView worst = failing.get(0);
    if (worst.restarts() == 0 && worst.state().equals("gave_up")) {
      return "worker %d died, and its supervisor has given up on it".formatted(worst.worker());
    }
    if (!worst.state().equals("gave_up")) {
      return "workers fail to start repeatedly: %s within %s"
          .formatted(Phrases.count(failedStarts(evidence), "time"), Phrases.age(LOOP_WINDOW));
    }
    // The queue learns of a death only once the worker has opened it.
    boolean died =
        evidence.workerDeaths().stream()
            .anyMatch(death -> death.worker().orElseThrow() == worst.worker());
    return "worker %d %s: started anew %s, and its supervisor has given up on it"
        .formatted(
            worst.worker(),
            died ? "dies repeatedly" : "ends soon after each start",
            Phrases.count(worst.restarts(), "time"));
  }

  static Optional<Finding> killed(Evidence evidence) {
    List<ProcessDeath> deaths = evidence.workerDeaths();
    if (!evidence.status().workers().isEmpty() || deaths.isEmpty()) {
      return Optional.empty();
    }
    ProcessDeath last = deaths.get(0);
    return Optional.of(
        Finding.of(
                Cause.WORKER_KILLED,
                "its %s consumer, pid %d, %s%s; %s"
                    .formatted(
                        deaths.size() == 1 ? "only" : "last",
                        last.pid(),
                        Phrases.end(last, evidence.ago(last.at())),
                        evidence.hung(last.pid()).map(hung -> ", as it " + hung.words()).orElse(""),
                        whatFollows(evidence)))
            .restingOn(deathLines(deaths, evidence))
            .remediedBy(remedy(evidence))
            .explaining(Cause.QUEUE_FULL));
  }

  private static String whatFollows(Evidence evidence) {
    if (isComing(evidence)) {
      return "another is being started";
    }
    return isGivenUp(views(evidence))
        ? "its supervisor has given up on it, and nobody will drain it"
        : "nobody will drain it";
  }

  private static String remedy(Evidence evidence) {
    if (isComing(evidence)) {
      return "wait until the supervisor has started it";
    }
    return isGivenUp(views(evidence))
        ? "restart the workers with " + Remedies.resumeWorkers() + alsoPaused(evidence)
        : "restart a worker with " + Remedies.startWorker(evidence) + alsoPaused(evidence);
  }

  private static String alsoPaused(Evidence evidence) {
    return evidence.status().paused()
        ? ", then resume the queue, which is paused too, with " + Remedies.resumeQueue(evidence)
        : "";
  }

  static Optional<Finding> none(Evidence evidence) {
    boolean known = !evidence.workerDeaths().isEmpty();
    if (!evidence.status().workers().isEmpty() || known) {
      return Optional.empty();
    }
    boolean coming = isComing(evidence);
    List<String> lines = new ArrayList<>(List.of("the queue lists no live worker"));
    views(evidence).forEach(worker -> lines.add("the supervisor says: " + describe(worker)));
    return Optional.of(
        Finding.of(Cause.NO_WORKER, missing(evidence))
            .restingOn(lines)
            .remediedBy(
                coming
                    ? "wait until it has opened the queue"
                    : "start a worker with " + Remedies.startWorker(evidence))
            .explaining(Cause.QUEUE_FULL));
  }

  /* The queue knows of no death, but the supervisor may. */
  private static String missing(Evidence evidence) {
    boolean hasEnded =
        failedStarts(evidence) > 0
            || !evidence.hung().isEmpty()
            || views(evidence).stream()
                .anyMatch(w -> w.restarts() > 0 || w.state().equals("gave_up"));
    if (isComing(evidence)) {
      return hasEnded
          ? "no worker takes tasks now; one is being started again"
          : "no worker takes tasks yet; one is being started";
    }
    return hasEnded
        ? "no worker is alive; nobody will drain it"
        : "no worker is alive, and none is known to have died; nobody will drain it";
  }

  static List<String> deathLines(List<ProcessDeath> deaths, Evidence evidence) {
    return deaths.stream()
        .limit(MOST_LINES)
        .flatMap(
            death ->
                Stream.concat(
                    Stream.of(deathLine(death, evidence)),
                    evidence.hung(death.pid()).map(Phrases::kept).stream()))
        .toList();
  }

  private static String deathLine(ProcessDeath death, Evidence evidence) {
    return "worker %d, pid %d, %s%s"
        .formatted(
            death.worker().orElse(0),
            death.pid(),
            Phrases.end(death, evidence.ago(death.at()) + ", at " + death.at()),
            Phrases.held(evidence.held(death)));
  }

  static boolean isComing(Evidence evidence) {
    return views(evidence).stream().anyMatch(worker -> COMING.contains(worker.state()));
  }

  private static List<WorkerView> views(Evidence evidence) {
    return evidence.server().word().map(ServerReport::workers).orElse(List.of());
  }

  private static String describe(WorkerView worker) {
    return "worker %d is in state %s, started anew %s"
        .formatted(worker.worker(), worker.state(), Phrases.count(worker.restarts(), "time"));
  }
}
