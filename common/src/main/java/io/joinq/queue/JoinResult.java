package io.joinq.queue;

import java.util.List;

/**
 * How a join with a timeout ended.
 *
 * @param joined whether there was a moment with nothing unfinished
 * @param unfinished how many tasks were not when the time ran out; 0 if joined
 * @param tasks those tasks, oldest first, {@value #MOST_LISTED} at the most
 */
public record JoinResult(boolean joined, long unfinished, List<Unfinished> tasks) {
  public static final int MOST_LISTED = 100;
  public static final JoinResult JOINED = new JoinResult(true, 0, List.of());

  public JoinResult {
    tasks = List.copyOf(tasks);
  }
}
