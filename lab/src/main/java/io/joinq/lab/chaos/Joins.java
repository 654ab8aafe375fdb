package io.joinq.lab.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Joins that reported that nothing was unfinished, checked against the times at which something
 * certainly was: from the return of a put to just before the end of its task.
 */
final class Joins {
  private final List<Join> all = new ArrayList<>();

  private record Join(String source, long start, long end) {}

  private record Busy(long from, long to) {}

  void add(String source, long start, long end) {
    all.add(new Join(source, start, end));
  }

  int count() {
    return all.size();
  }

  /** Those during which there was no moment at which nothing was unfinished. */
  List<String> wrong(Iterable<TaskHistory> tasks) {
    List<Busy> merged = merged(tasks);
    return all.stream()
        .filter(join -> merged.stream().anyMatch(b -> b.from < join.start && join.end < b.to))
        .map(join -> join.source + " joined between " + join.start + " and " + join.end)
        .toList();
  }

  private static List<Busy> merged(Iterable<TaskHistory> tasks) {
    List<Busy> spans = new ArrayList<>();
    for (TaskHistory task : tasks) {
      long end =
          task.deliveries().stream()
              .flatMap(delivery -> delivery.ends().stream())
              .filter(e -> e.way() == ChaosWorker.Way.DONE && e.isAccepted())
              .mapToLong(TaskHistory.End::begun)
              .max()
              .orElse(Long.MIN_VALUE);
      if (task.acceptedAt() < end) {
        spans.add(new Busy(task.acceptedAt(), end));
      }
    }
    spans.sort(Comparator.comparingLong(Busy::from));
    List<Busy> merged = new ArrayList<>();
    for (Busy span : spans) {
      Busy last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && span.from <= last.to) {
        merged.set(merged.size() - 1, new Busy(last.from, Math.max(last.to, span.to)));
      } else {
        merged.add(span);
      }
    }
    return merged;
  }
}
