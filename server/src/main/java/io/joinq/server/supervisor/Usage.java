package io.joinq.server.supervisor;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What processes use of the processors, from one look at them to the next that is a while later.
 * Belongs to one thread; what it returns does not.
 */
final class Usage {
  private static final long SAMPLE_NANOS = 900_000_000L;

  /**
   * What a process uses now.
   *
   * @param cpuPercent of one processor, over the last second or so; null at first
   */
  record Of(Double cpuPercent, long rssBytes, boolean stopped) {}

  private record Sample(long nanos, long cpuNanos, Double percent) {}

  private final Map<Long, Sample> samples = new HashMap<>();

  Map<Long, Of> look(long nowNanos, Set<Long> pids) {
    samples.keySet().retainAll(pids);
    Map<Long, Of> usage = new HashMap<>();
    for (long pid : pids) {
      Optional<Vitals> vitals = Vitals.of(pid);
      vitals.ifPresent(v -> usage.put(pid, of(pid, v, nowNanos)));
    }
    return Map.copyOf(usage);
  }

  private Of of(long pid, Vitals vitals, long nowNanos) {
    Sample sample =
        samples.merge(
            pid, new Sample(nowNanos, vitals.cpuNanos(), null), (last, now) -> next(last, now));
    return new Of(sample.percent, vitals.rssBytes(), vitals.stopped());
  }

  private static Sample next(Sample last, Sample now) {
    long nanos = now.nanos - last.nanos;
    if (nanos < SAMPLE_NANOS) {
      return last;
    }
    double percent = Math.round(1_000.0 * (now.cpuNanos - last.cpuNanos) / nanos) / 10.0;
    return new Sample(now.nanos, now.cpuNanos, percent);
  }
}
