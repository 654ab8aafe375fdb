package io.joinq.diagnosis;

import io.joinq.json.Field;
import io.joinq.json.RecentView;
import io.joinq.json.WorkerView;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A server's report about itself; {@code GET /diagnosis/server}.
 *
 * @param queue URL of the queue that it serves, with an absolute folder
 * @param put its put strategy
 * @param rejected recent puts that found no room
 * @param diskFull recent puts that found no space on the disk
 * @param stalls where its handlers are blocked now; at most one
 * @param lag how long handlers and continuations wait for their turn
 * @param workers its supervised workers, and others that the queue lists
 * @param taskTimeoutMs how long a task of its workers may go without progress
 * @param failedStarts failed starts of workers within the last minute
 * @param hung recently hung workers, newest first
 * @param lastWords last output of workers that ended recently, one line each
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
