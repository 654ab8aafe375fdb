package io.joinq.bench;

/** The lines that the processes of a contender print for their parent. */
final class Report {
  /** From the consumer: tasks and nanoseconds of the window, or latencies p50 and p99. */
  static final String MEASURED = "measured";

  /** From the producer: tasks put in its life, all of them finished; and 0. */
  static final String JOINED = "joined";

  private Report() {}

  static void print(String what, long first, long second) {
    System.out.println(what + " " + first + " " + second);
    System.out.flush();
  }
}
