package io.joinq.diagnosis;

import io.joinq.queue.ProcessDeath;
import io.joinq.queue.TaskId;
import io.joinq.queue.WorkerStatus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Formats facts as English phrases. */
final class Phrases {
  private static final long MINUTES_FROM_MILLIS = 120_000;
  private static final long HOURS_FROM_MILLIS = 7_200_000;

  private static final int MOST_TASKS = 16;

  private Phrases() {}

  /** {@code 850 ms}, {@code 12.3 s}, {@code 5 min}, {@code 3 h}. */
  static String age(Duration age) {
    long millis = age.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < MINUTES_FROM_MILLIS) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
    return millis < HOURS_FROM_MILLIS ? age.toMinutes() + " min" : age.toHours() + " h";
  }

  static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%.1f/s", perSecond);
  }

  static String count(long count, String one) {
    return count + " " + one + (count == 1 ? "" : "s");
  }

  /**
   * How a process ended, and when: what its parent reported, or what the queue alone shows, which
   * is no signal.
   *
   * @param when as in "12.3 s ago"
   */
  static String end(ProcessDeath death, String when) {
    if (death.detail().isEmpty()) {
      return "died " + when + ", without closing the queue";
    }
    String how = death.detail().startsWith("killed") ? "was " : "ended with ";
    return how + death.detail() + " " + when;
  }

  /** Where the threads of a worker that hung are to be found, and what they were in. */
  static String kept(ServerReport.Hung hung) {
    return "the supervisor says: worker %d, pid %d, %s%s, at %s: %s; its threads are in %s"
        .formatted(
            hung.worker(),
            hung.pid(),
            hung.words(),
            hung.taskId() == null ? "" : " with " + hung.taskId(),
            hung.at(),
            hung.reason(),
            hung.dump());
  }

  /** The tasks that a worker had in hand when it died, as the end of a sentence. */
  static String held(List<TaskId> tasks) {
    if (tasks.isEmpty()) {
      return "";
    }
    String named =
        tasks.stream().limit(MOST_TASKS).map(TaskId::toString).collect(Collectors.joining(", "));
    int more = tasks.size() - MOST_TASKS;
    return ", and held " + named + (more > 0 ? " and " + more + " more" : "");
  }

  static String worker(WorkerStatus worker) {
    return "worker " + worker.worker() + ", pid " + worker.pid();
  }

  static String task(WorkerStatus worker) {
    return worker.task().map(task -> " with " + task).orElse("");
  }
}
