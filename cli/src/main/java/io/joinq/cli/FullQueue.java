package io.joinq.cli;

import io.joinq.options.DurationConverter;
import io.joinq.queue.QueueStatus;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Error message for a full queue: the facts, and what to do. */
final class FullQueue {
  private FullQueue() {}

  /**
   * @param what was not done
   */
  static TimeoutException timedOut(String what, Duration timeout, QueueStatus status) {
    String facts =
        "%s within %s: depth=%d capacity=%d in_flight=%d workers=%d%s"
            .formatted(
                what,
                DurationConverter.format(timeout),
                status.depth(),
                status.capacity(),
                status.inFlight(),
                status.workers().size(),
                status.paused() ? " paused" : "");
    return new TimeoutException(facts + "; " + remedy(status));
  }

  private static String remedy(QueueStatus status) {
    if (status.stalledProducer().isPresent()) {
      long pid = status.stalledProducer().get().pid();
      return "pid " + pid + " is stopped inside a put; continue it with kill -CONT " + pid;
    }
    if (status.workers().isEmpty()) {
      return "no worker is alive; start one with ./run.sh worker";
    }
    return status.paused()
        ? "the workers are paused; GET /transcribe resumes them"
        : "wait longer with --timeout, or start another worker";
  }
}
