package io.joinq.lab.chaos;

import io.joinq.lab.chaos.Calls.Overrun;
import io.joinq.queue.Redelivery;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The totals of a run. */
final class Ledger {
  private final Set<String> seenCauses = new HashSet<>();
  private final Map<Redelivery.Cause, Integer> causes = new EnumMap<>(Redelivery.Cause.class);
  private Evidence evidence;
  private Observation observation;
  private FinalState finalState;
  private long done;
  private long inDoubt;
  private long provedDepth;
  private long longestNet;
  private long longestUnstopped;
  private long lateWithoutProcessor;
  private long standstill;

  void counts(Evidence newEvidence, Observation newObservation, FinalState newFinale) {
    evidence = newEvidence;
    observation = newObservation;
    finalState = newFinale;
  }

  void countDone(long times) {
    done += Math.min(1, times);
  }

  void countInDoubt(boolean is) {
    inDoubt += is ? 1 : 0;
  }

  /** Counts a redelivery once, however often it is told of. */
  void countCause(String identity, Redelivery.Cause cause) {
    if (seenCauses.add(identity)) {
      causes.merge(cause, 1, Integer::sum);
    }
  }

  void provedDepth(long depth) {
    provedDepth = depth;
  }

  void standstill(long nanos) {
    standstill = nanos;
  }

  void overrun(Overrun overrun) {
    longestNet = Math.max(longestNet, overrun.net());
    longestUnstopped = Math.max(longestUnstopped, overrun.unstopped());
    boolean late = overrun.unstopped() > Calls.ALLOWED_NANOS;
    lateWithoutProcessor += late && overrun.net() <= Calls.ALLOWED_NANOS ? 1 : 0;
  }

  long done() {
    return done;
  }

  long inDoubt() {
    return inDoubt;
  }

  Map<Redelivery.Cause, Integer> causes() {
    return Map.copyOf(causes);
  }

  /** Writes it out, a line per sum. */
  void print(PrintWriter out, List<Violation> violations) {
    long unknown = (long) evidence.tasks().size() - evidence.accepted().size();
    line(out, "accepted", finalState.enqueued() + ", of which " + unknown + " by a put in doubt");
    line(out, "refused", Integer.toString(evidence.refused().size()));
    line(out, "done", done + ", and " + inDoubt + " more whose worker was killed as it said so");
    line(out, "redelivered", finalState.redelivered() + ", by cause " + causes);
    line(out, "dead letters", Integer.toString(finalState.deadLetters().size()));
    line(out, "lost", count(violations, Violation.Kind.LOST));
    line(out, "doubled", count(violations, Violation.Kind.DOUBLED));
    line(
        out,
        "deepest",
        "%d in %,d looks; %d by the logs alone"
            .formatted(observation.deepest(), observation.samples(), provedDepth));
    line(
        out,
        "longest overrun",
        "%d ms of %,d calls with a timeout"
            .formatted(Calls.millis(longestNet), evidence.calls().count()));
    line(
        out,
        "  not counted",
        "time stopped; time without a processor, which made %d calls late, by %d ms at the most"
            .formatted(lateWithoutProcessor, Calls.millis(longestUnstopped)));
    line(
        out,
        "standstill",
        "no put was accepted for %,d ms at the most".formatted(Calls.millis(standstill)));
    line(
        out,
        "join",
        "returned after %d ms; %d joins said so before"
            .formatted(finalState.joinTook().toMillis(), evidence.joins().count()));
    line(
        out,
        "disk",
        "%,d bytes and %d segments at the most (dead letters not counted), %d segment(s) in the end"
            .formatted(observation.mostBytes(), observation.mostSegments(), finalState.segments()));
    out.flush();
  }

  private static String count(List<Violation> violations, Violation.Kind kind) {
    return Long.toString(violations.stream().filter(v -> v.kind() == kind).count());
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf("  %-16s %s%n", name, value);
  }
}
