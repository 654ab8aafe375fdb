package io.joinq.os;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * CPU usage of processes between two calls. Confined to one thread; the returned values are not.
 */
public final class ProcessUsage {
  private final long whileNanos;

  /**
   * Resource usage of a process.
   *
   * @param cpuPercent share of one processor since the previous sample; null at first
   * @param rssBytes resident memory
   * @param stopped whether a signal has stopped it
   */
  public record Of(Double cpuPercent, long rssBytes, boolean stopped) {}

  private record Sample(long nanos, long cpuNanos, Double percent) {}

  private final Map<Long, Sample> samples = new HashMap<>();

  /**
   * @param least how long the use of processors is counted; the kernel counts in steps of 10 ms
   */
  public ProcessUsage(Duration least) {
    whileNanos = least.toNanos();
  }

  /** Measures these processes for the given time. Blocks that long, unless there are none. */
  public static Map<Long, Of> during(Duration time, Set<Long> pids) throws InterruptedException {
    if (pids.isEmpty()) {
      return Map.of();
    }
    ProcessUsage usage = new ProcessUsage(time);
    Map<Long, Of> unused = usage.look(System.nanoTime(), pids);
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
    return usage.look(System.nanoTime(), pids);
  }

  /** By pid; without those that are gone, and without any where there is no /proc. */
  public Map<Long, Of> look(long nowNanos, Set<Long> pids) {
    samples.keySet().retainAll(pids);
    Map<Long, Of> usage = new HashMap<>();
    for (long pid : pids) {
      Optional<ProcessVitals> vitals = ProcessVitals.of(pid);
      vitals.ifPresent(v -> usage.put(pid, of(pid, v, nowNanos)));
    }
    return Map.copyOf(usage);
  }

  private Of of(long pid, ProcessVitals vitals, long nowNanos) {
    Sample sample =
        samples.merge(
            pid, new Sample(nowNanos, vitals.cpuNanos(), null), (last, now) -> next(last, now));
    return new Of(sample.percent, vitals.rssBytes(), vitals.stopped());
  }

  private Sample next(Sample last, Sample now) {
    long nanos = now.nanos - last.nanos;
    if (nanos < whileNanos) {
      return last;
    }
    double percent = Math.round(1_000.0 * (now.cpuNanos - last.cpuNanos) / nanos) / 10.0;
    return new Sample(now.nanos, now.cpuNanos, percent);
  }
}
