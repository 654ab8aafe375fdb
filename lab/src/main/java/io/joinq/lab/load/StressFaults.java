package io.joinq.lab.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Faults that a stress run must not show. */
final class StressFaults {
  private StressFaults() {}

  /** Of the answers of any phase. */
  static List<String> of(String phase, Counters counters) {
    List<String> faults = new ArrayList<>();
    if (counters.serverErrors() > 0) {
      faults.add(
          phase + ": " + counters.serverErrors() + " answers of 500, " + counters.complaints());
    }
    Set<String> unexpected = counters.unexpected(Counters.OF_PUTS);
    if (!unexpected.isEmpty()) {
      faults.add(phase + ": answers that no put has: " + unexpected);
    }
    if (counters.failures() > 0 || counters.open() > 0) {
      faults.add(
          "%s: %d connections failed and %d requests had no answer, %s"
              .formatted(phase, counters.failures(), counters.open(), counters.complaints()));
    }
    return faults;
  }

  /** Of the answers of a phase in which nobody takes. */
  static List<String> withoutConsumer(String phase, Counters counters) {
    return counters.count("no-consumer") > 0
        ? List.of()
        : List.of(phase + ": nobody was told that there is no consumer");
  }

  static List<String> unlessFull(long depth, int capacity) {
    return depth == capacity
        ? List.of()
        : List.of(
            "the queue was not full with the worker killed: %d of %d".formatted(depth, capacity));
  }

  static List<String> unlessAllDone(int accepted, int done) {
    if (accepted == 0) {
      return List.of("no task was accepted");
    }
    return done == accepted
        ? List.of()
        : List.of("of %d accepted tasks %d are done".formatted(accepted, done));
  }
}
