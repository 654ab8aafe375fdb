package io.joinq.lab.chaos;

import io.joinq.lab.chaos.Calls.Overrun;
import io.joinq.lab.chaos.ChaosWorker.Way;
import io.joinq.lab.chaos.TaskHistory.Claim;
import io.joinq.lab.chaos.TaskHistory.Delivery;
import io.joinq.lab.chaos.TaskHistory.End;
import io.joinq.lab.chaos.Violation.Kind;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** Checks the evidence of a run against the promises of the queue. */
final class Checker {
  /*
   * What is proved, and what is not. A process that is killed between an act and its line leaves the
   * line before the act, so each act is known to have been done, not to have been done, or to be in
   * doubt. A put in doubt may be there or not, but if it is there it is held to all the rest. An end
   * in doubt counts as one if nothing was delivered after it, because the workers went on to take
   * until join had returned: it was either an end or the task is lost, which these logs alone cannot
   * tell apart. The ledger says how many those are; a queue that lost tasks there would lose others
   * elsewhere.
   */

  /** All of them stopped for the longest time, several times over, on a slow machine. */
  private static final long MOST_STANDSTILL_NANOS = Duration.ofSeconds(20).toNanos();

  private final Evidence evidence;
  private final Observation observation;
  private final FinalState finalState;
  private final int capacity;
  private final long mostBytes;
  private final Map<Long, TaskStatus> dead = new HashMap<>();
  private final List<Violation> violations = new ArrayList<>();
  private final Ledger ledger = new Ledger();

  /**
   * @param mostBytes the disk that the queue may use
   */
  Checker(
      Evidence evidence,
      Observation observation,
      FinalState finalState,
      int capacity,
      long mostBytes) {
    this.evidence = evidence;
    this.observation = observation;
    this.finalState = finalState;
    this.capacity = capacity;
    this.mostBytes = mostBytes;
    finalState.deadLetters().forEach(letter -> dead.put(letter.id().sequence(), letter));
  }

  /** Checks everything, once. */
  Ledger check() {
    checkIdentities();
    evidence.tasks().values().forEach(this::checkTask);
    finalState.deadLetters().forEach(this::checkDeadLetter);
    checkDepth();
    checkCalls();
    checkProgress();
    checkFinale();
    ledger.counts(evidence, observation, finalState);
    return ledger;
  }

  /** What was found; empty if all promises were kept. */
  List<Violation> violations() {
    return List.copyOf(violations);
  }

  private void found(Kind kind, Object what) {
    violations.add(new Violation(kind, what.toString()));
  }

  private void checkIdentities() {
    evidence
        .idsOfKeys()
        .forEach(
            (key, ids) -> {
              if (ids.size() > 1) {
                found(Kind.IDENTITY, key + " has the ids " + ids);
              }
              if (!evidence.intents().contains(key)) {
                found(Kind.IDENTITY, key + " with the ids " + ids + " was never put");
              }
              if (evidence.refused().contains(key)) {
                found(Kind.REFUSED_BUT_THERE, key + " was refused, and has the ids " + ids);
              }
            });
    for (TaskHistory task : evidence.tasks().values()) {
      if (task.keys().size() > 1) {
        found(Kind.IDENTITY, "task-" + task.id() + " stands for " + task.keys());
      }
      if (task.id() >= finalState.enqueued()) {
        found(Kind.IDENTITY, task + " is beyond the " + finalState.enqueued() + " of the queue");
      }
    }
    LongStream.range(0, finalState.enqueued())
        .filter(id -> !evidence.tasks().containsKey(id) && !dead.containsKey(id))
        .forEach(id -> found(Kind.LOST, "task-" + id + " was never delivered to anybody"));
  }

  private void checkTask(TaskHistory task) {
    checkEnd(task);
    int before = 0;
    for (Delivery delivery : task.deliveries()) {
      if (delivery.claims().size() != 1) {
        found(Kind.DOUBLED, "one delivery went to " + delivery.claims().size() + ": " + task);
        continue;
      }
      Claim claim = delivery.claims().get(0);
      if (!claim.intact()) {
        found(Kind.DAMAGED, task);
      }
      if (claim.attempt() <= before || claim.attempt() > ChaosPlan.MAX_ATTEMPTS) {
        found(Kind.ATTEMPTS, "attempt " + claim.attempt() + " in " + task);
      }
      // A delivery that was handed back unharmed uses no attempt.
      before = claim.attempt() - (delivery.may(Way.RELEASE) ? 1 : 0);
      checkCauses(task, claim);
    }
  }

  private void checkEnd(TaskHistory task) {
    List<Delivery> deliveries = task.deliveries();
    Delivery last = deliveries.isEmpty() ? null : deliveries.get(deliveries.size() - 1);
    long done = 0;
    for (Delivery delivery : deliveries) {
      long accepted = delivery.ends().stream().filter(End::isAccepted).count();
      long ends =
          delivery.ends().stream().filter(e -> e.way() == Way.DONE && e.isAccepted()).count();
      if (accepted > 1) {
        found(Kind.DOUBLED, "one delivery was ended " + accepted + " times: " + task);
      }
      if (ends > 0 && delivery != last) {
        found(Kind.DOUBLED, "delivered again after it was done: " + task);
      }
      done += ends;
    }
    boolean isDead = dead.containsKey(task.id());
    if (done > 1 || (done > 0 && isDead)) {
      found(Kind.DOUBLED, "done " + done + " times" + (isDead ? " and dead: " : ": ") + task);
    }
    if (done == 0 && !isDead) {
      boolean inDoubt = last != null && isInDoubt(last);
      ledger.countInDoubt(inDoubt);
      if (!inDoubt) {
        found(Kind.LOST, (last == null ? "never delivered: " : "never ended: ") + task);
      }
    }
    ledger.countDone(done);
  }

  /** Whether its worker was killed while it was about to say that it was done. */
  private static boolean isInDoubt(Delivery last) {
    return last.ends().stream().anyMatch(end -> end.way() == Way.DONE && end.isInDoubt());
  }

  private void checkCauses(TaskHistory task, Claim claim) {
    if (claim.causes().equals("-")) {
      return;
    }
    int counted = 0;
    for (String cause : claim.causes().split(",", -1)) {
      String[] parts = cause.split(":", -1);
      Redelivery.Cause why = Redelivery.Cause.valueOf(parts[1]);
      counted += why == Redelivery.Cause.RELEASED ? 0 : 1;
      ledger.countCause(task.id() + ":" + cause, why);
      checkDeath(why, Long.parseLong(parts[2]), task);
    }
    if (counted != claim.attempt() - 1) {
      found(
          Kind.CAUSE,
          "attempt %d with the causes %s: %s".formatted(claim.attempt(), claim.causes(), task));
    }
  }

  private void checkDeath(Redelivery.Cause cause, long pid, Object task) {
    if (cause == Redelivery.Cause.WORKER_DIED && !evidence.hasEnded(pid)) {
      found(Kind.CAUSE, "pid " + pid + " is said to have died, and has not: " + task);
    }
  }

  private void checkDeadLetter(TaskStatus letter) {
    long counted =
        letter.causes().stream().filter(c -> c.cause() != Redelivery.Cause.RELEASED).count();
    if (counted != ChaosPlan.MAX_ATTEMPTS || letter.attempts() != ChaosPlan.MAX_ATTEMPTS) {
      found(
          Kind.ATTEMPTS,
          "dead letter with %d attempts, %d of them counted: %s"
              .formatted(letter.attempts(), counted, letter));
    }
    for (Redelivery cause : letter.causes()) {
      String text = cause.attempt() + ":" + cause.cause() + ":" + cause.pid();
      ledger.countCause(letter.id().sequence() + ":" + text, cause.cause());
      checkDeath(cause.cause(), cause.pid(), letter);
    }
  }

  private void checkDepth() {
    if (observation.deepest() > capacity) {
      found(Kind.DEPTH, "%d were seen in a queue of %d".formatted(observation.deepest(), capacity));
    }
    long proved = Depths.deepest(evidence.tasks().values());
    ledger.provedDepth(proved);
    if (proved > capacity) {
      found(
          Kind.DEPTH,
          "by the logs %d were put and not yet claimed, in a queue of %d"
              .formatted(proved, capacity));
    }
  }

  private void checkCalls() {
    for (Overrun overrun : evidence.calls().overruns()) {
      ledger.overrun(overrun);
      if (overrun.net() > Calls.ALLOWED_NANOS) {
        found(
            Kind.OVERRUN,
            "%s, which is %d ms over, not counting stops and gaps"
                .formatted(overrun.call(), Calls.millis(overrun.net())));
      }
    }
  }

  /* However they are killed and stopped, somebody's put succeeds before long. */
  private void checkProgress() {
    long standstill = evidence.longestStandstill();
    ledger.standstill(standstill);
    if (standstill > MOST_STANDSTILL_NANOS) {
      found(Kind.STANDSTILL, "no put was accepted for %,d ms".formatted(Calls.millis(standstill)));
    }
  }

  private void checkFinale() {
    evidence.joins().wrong(evidence.tasks().values()).forEach(join -> found(Kind.JOIN, join));
    if (!finalState.join().joined() || finalState.unfinished() != 0) {
      found(
          Kind.JOIN,
          "%d unfinished after %d ms: %s"
              .formatted(
                  finalState.unfinished(),
                  finalState.joinTook().toMillis(),
                  finalState.join().tasks()));
    }
    if (finalState.segments() != 1) {
      found(Kind.LEFTOVER, finalState.segments() + " segments of the log, where 1 would do");
    }
    finalState.leftovers().forEach(file -> found(Kind.LEFTOVER, file));
    if (observation.mostBytes() > mostBytes) {
      found(Kind.DISK, "%,d bytes, more than %,d".formatted(observation.mostBytes(), mostBytes));
    }
    Set<Long> others = evidence.killedByOthers();
    others.forEach(pid -> found(Kind.ENDED_BY_ITSELF, "pid " + pid + " was killed by another"));
  }
}
