package io.joinq.diagnosis;

import io.joinq.json.Field;
import io.joinq.json.RecentView;
import io.joinq.json.WorkerView;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What a server says of itself; {@code GET /diagnosis/server}.
 *
 * @param queue the URL of the queue that it serves, its folder absolute
 * @param put its put strategy
 * @param rejected puts that found no place lately
 * @param diskFull puts that found no space on the disk lately
 * @param stalls where its handlers do not get their turn now; one at the most
 * @param lag how long its handlers and their continuations wait for their turn
 * @param workers its supervised workers, and others that the queue lists
 * @param taskTimeoutMs how long a task of its workers may go on without progress
 * @param failedStarts of workers within the last minute
 * @param hung workers that were found to hang lately, newest first
 * @param lastWords what workers that ended lately wrote last, a line each
 */
public record ServerReport(
    String queue,
    long pid,
    String put,
    RecentView rejected,
    RecentView diskFull,
    List<Stalled> stalls,
    Lag lag,
    List<WorkerView> workers,
    long taskTimeoutMs,
    int failedStarts,
    List<Hung> hung,
    List<String> lastWords) {
  public ServerReport {
    Objects.requireNonNull(rejected, "rejected");
    Objects.requireNonNull(diskFull, "disk_full");
    stalls = List.copyOf(stalls);
    workers = List.copyOf(workers);
    hung = List.copyOf(hung);
    lastWords = List.copyOf(lastWords);
  }

  /**
   * Over the last half minute to a minute.
   *
   * @param count of turns
   */
  public record Lag(long count, double p50Ms, double p99Ms, double maxMs) {}

  /**
   * A worker that the supervisor found to hang, and ends.
   *
   * @param taskId null if none is known
   * @param reason why it is taken for hung
   * @param dump the file with its threads, which is written just after it is found
   * @param inside of each thread that handles a task, the innermost frame that is not Java's own;
   *     none if the file does not show any
   */
  public record Hung(
      int worker,
      long pid,
      @Field(orNull = true) String taskId,
      String at,
      String reason,
      String dump,
      List<String> inside) {
    public Hung {
      inside = List.copyOf(inside);
    }

    /** {@code hung in my.Handler.handle(Handler.java:12)}, as far as that is known. */
    String words() {
      return "hung" + (inside.isEmpty() ? "" : " in " + String.join(" and in ", inside));
    }
  }

  /**
   * Handlers do not get their turn.
   *
   * @param where they wait for it, such as "the event loop"
   * @param handler that holds them up
   * @param stack of its thread, innermost frame first
   */
  public record Stalled(String where, String handler, long stalledMs, List<String> stack) {
    public Stalled {
      stack = List.copyOf(stack);
    }

    Duration length() {
      return Duration.ofMillis(stalledMs);
    }
  }
}
