package io.joinq.bench;

import java.time.Duration;
import java.util.List;

/**
 * The work of a producer and a consumer process, passed to each contender on its command line.
 *
 * @param payloadBytes size of each task
 * @param capacity of a bounded queue
 * @param warmUp how long tasks flow before the window begins, from the first one taken
 * @param window how long tasks are counted
 * @param pings number of tasks whose latency is measured
 */
record Load(
    Kind kind, int payloadBytes, int capacity, Duration warmUp, Duration window, int pings) {
  /** Room for the time stamp of a ping. */
  static final int LEAST_PAYLOAD = 8;

  enum Kind {
    /** As many tasks as go through. */
    THROUGHPUT,
    /** A task each millisecond, into an empty queue. */
    LATENCY
  }

  /** How long the tasks flow at the least. */
  Duration duration() {
    return kind == Kind.THROUGHPUT ? warmUp.plus(window) : Duration.ofMillis(2L * pings);
  }

  List<String> toArguments() {
    return List.of(
        kind.name(),
        Integer.toString(payloadBytes),
        Integer.toString(capacity),
        Long.toString(warmUp.toNanos()),
        Long.toString(window.toNanos()),
        Integer.toString(pings));
  }

  /** Reads what {@link #toArguments} wrote, from this place on. */
  static Load parse(String[] arguments, int from) {
    return new Load(
        Kind.valueOf(arguments[from]),
        Integer.parseInt(arguments[from + 1]),
        Integer.parseInt(arguments[from + 2]),
        Duration.ofNanos(Long.parseLong(arguments[from + 3])),
        Duration.ofNanos(Long.parseLong(arguments[from + 4])),
        Integer.parseInt(arguments[from + 5]));
  }
}
