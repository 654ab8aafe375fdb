package io.joinq.queue;

import java.util.List;

/**
 * The result of a join with a timeout.
 *
 * @param joined whether there was a moment with nothing unfinished
 * @param unfinished number of unfinished tasks at the timeout; 0 if joined
 * @param tasks the unfinished tasks, oldest first, at most {@value #MOST_LISTED}
 */
public record JoinResult(boolean joined, long unfinished, List<Unfinished> tasks) {
  public static final int MOST_LISTED = 100;
  public static final JoinResult JOINED = new JoinResult(true, 0, List.of());

  public JoinResult {
    tasks = List.copyOf(tasks);
  }
}
