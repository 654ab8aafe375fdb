package io.joinq.lab.chaos;

import java.util.Collection;
import java.util.PriorityQueue;

/**
 * A lower bound of the queue's maximum depth, from the logs alone: a task is certainly in the queue
 * from the return of its put to the start of the call that first claims it.
 */
final class Depths {
  private Depths() {}

  static long deepest(Collection<TaskHistory> tasks) {
    long[][] spans =
        tasks.stream()
            .filter(task -> task.acceptedAt() < task.claimedAtTheEarliest())
            .map(task -> new long[] {task.acceptedAt(), task.claimedAtTheEarliest()})
            .sorted((a, b) -> Long.compare(a[0], b[0]))
            .toArray(long[][]::new);
    PriorityQueue<Long> ends = new PriorityQueue<>();
    long deepest = 0;
    for (long[] span : spans) {
      while (!ends.isEmpty() && ends.peek() <= span[0]) {
        ends.poll();
      }
      ends.add(span[1]);
      deepest = Math.max(deepest, ends.size());
    }
    return deepest;
  }
}
