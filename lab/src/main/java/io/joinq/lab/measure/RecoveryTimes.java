package io.joinq.lab.measure;

import java.util.ArrayList;
import java.util.List;

/** The recovery times of one kind. */
final class RecoveryTimes {
  private static final double NANOS_PER_MILLI = 1e6;

  private final List<Long> sorted = new ArrayList<>();

  void add(long nanos) {
    int at = 0;
    while (at < sorted.size() && sorted.get(at) < nanos) {
      at++;
    }
    sorted.add(at, nanos);
  }

  int count() {
    return sorted.size();
  }

  /** The least time that so much of all took at the most. */
  double millis(double share) {
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(0, rank - 1)) / NANOS_PER_MILLI;
  }
}
