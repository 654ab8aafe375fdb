package io.joinq.lab.chaos;

import io.joinq.lab.chaos.eventlog.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls with a timeout, and the times at which their processes could not run. A late call is judged
 * twice: without the time in which its process was stopped, and also without the time in which it
 * got no processor.
 */
final class Calls {
  /** No call may be later than this. */
  static final long ALLOWED_NANOS = Duration.ofMillis(250).toNanos();

  /** Calls that are no later than this are only counted. */
  private static final long NOTED_NANOS = Duration.ofMillis(20).toNanos();

  private final List<Call> late = new ArrayList<>();
  private final Map<Long, List<Span>> stops = new HashMap<>();
  private final Map<Long, List<Span>> gaps = new HashMap<>();
  private final Map<Long, Long> stoppedSince = new HashMap<>();
  private long count;

  record Span(long from, long to) {
    long overlap(Span other) {
      return Math.max(0, Math.min(to, other.to) - Math.max(from, other.from));
    }
  }

  /**
   * A call as its process wrote it down.
   *
   * @param timeoutNanos below 0 if it had none
   * @param waitedNanos how long its thread could have run but got no processor
   */
  record Call(String source, long pid, Verb verb, Span span, long timeoutNanos, long waitedNanos) {
    long overrun() {
      return span.to - span.from - timeoutNanos;
    }
  }

  /**
   * One that was late.
   *
   * @param unstopped by how much, without the time that its process was stopped
   * @param net by how much, also without the time in which its process got no processor
   */
  record Overrun(String call, long unstopped, long net) {}

  void add(Call call) {
    if (call.timeoutNanos < 0) {
      return;
    }
    count++;
    if (call.overrun() > NOTED_NANOS) {
      late.add(call);
    }
  }

  void stopped(long pid, long since) {
    stoppedSince.putIfAbsent(pid, since);
  }

  /** It went on, or has ended. */
  void continued(long pid, long nanos) {
    Long since = stoppedSince.remove(pid);
    if (since != null) {
      stops.computeIfAbsent(pid, p -> new ArrayList<>()).add(new Span(since, nanos));
    }
  }

  void gap(long pid, long from, long to) {
    gaps.computeIfAbsent(pid, p -> new ArrayList<>()).add(new Span(from, to));
  }

  long count() {
    return count;
  }

  /** Those that were late at first sight. */
  List<Overrun> overruns() {
    return late.stream().map(this::overrun).toList();
  }

  private Overrun overrun(Call call) {
    List<Span> ofStops = stops.getOrDefault(call.pid, List.of());
    List<Span> all = new ArrayList<>(ofStops);
    all.addAll(gaps.getOrDefault(call.pid, List.of()));
    long stopped = covered(call.span, ofStops);
    // A process that got no processor and a thread that got none are mostly the same.
    long unscheduled = Math.max(covered(call.span, all) - stopped, call.waitedNanos);
    String text =
        ("%s in %s (pid %d) with a timeout of %d ms took %d ms, %d of them stopped and %d without a"
                + " processor, from %d on")
            .formatted(
                call.verb,
                call.source,
                call.pid,
                millis(call.timeoutNanos),
                millis(call.span.to - call.span.from),
                millis(stopped),
                millis(unscheduled),
                call.span.from);
    long unstopped = call.overrun() - stopped;
    return new Overrun(text, unstopped, unstopped - unscheduled);
  }

  /** How much of a span others cover together; they may overlap. */
  private static long covered(Span span, List<Span> others) {
    List<Span> within =
        others.stream()
            .filter(other -> other.overlap(span) > 0)
            .sorted((a, b) -> Long.compare(a.from, b.from))
            .toList();
    long covered = 0;
    long upTo = span.from;
    for (Span other : within) {
      Span rest = new Span(Math.max(upTo, other.from), other.to);
      covered += rest.overlap(span);
      upTo = Math.max(upTo, other.to);
    }
    return covered;
  }

  static long millis(long nanos) {
    return Duration.ofNanos(nanos).toMillis();
  }
}
