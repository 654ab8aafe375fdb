package io.joinq.server.put;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Measures how fast room is made in the queue over a sliding window, and so when a retry is
 * worthwhile. A claim makes room. Only time in which tasks waited counts, because an idle queue
 * says nothing about its consumers.
 *
 * <p>The answer is the mean time per place, or the time for which no place has become free if that
 * is longer: what has taken so long already is likely to take as long again. Thread-safe.
 */
public final class DrainRate {
  public static final int LEAST_SECONDS = 1;
  public static final int MOST_SECONDS = 60;
  private static final long WINDOW_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

  private final LongSupplier nanoTime;
  // In the order of time.
  private final Deque<Sample> samples = new ArrayDeque<>();
  // Since when tasks have been waiting and none was claimed; the latest sample if none waits.
  private long waitingSinceNanos;

  /**
   * @param nanoTime the clock
   */
  public DrainRate(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Records a sample.
   *
   * @param freed places freed since the queue was created; fewer than in the sample before means
   *     that the queue was recreated
   * @param depth tasks that wait to be claimed
   */
  public synchronized void record(long freed, long depth) {
    long now = nanoTime.getAsLong();
    Sample last = samples.peekLast();
    if (last == null || freed < last.freed) {
      startAt(new Sample(now, freed, depth, 0));
      return;
    }
    if (freed > last.freed || depth == 0 || last.depth == 0) {
      waitingSinceNanos = now;
    }
    long busyNanos = last.depth == 0 ? 0 : now - last.atNanos;
    samples.addLast(new Sample(now, freed, depth, last.busyNanos + busyNanos));
    while (samples.size() > 2 && now - samples.getFirst().atNanos > WINDOW_NANOS) {
      samples.removeFirst();
    }
  }

  private void startAt(Sample first) {
    samples.clear();
    samples.add(first);
    waitingSinceNanos = first.atNanos;
  }

  /** Whole seconds until a place is likely to be free, from 1 to 60. */
  public synchronized int retryAfterSeconds() {
    if (samples.isEmpty()) {
      return LEAST_SECONDS;
    }
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    long freed = last.freed - first.freed;
    long meanNanos = freed == 0 ? 0 : (last.busyNanos - first.busyNanos) / freed;
    long waitedNanos = last.depth == 0 ? 0 : nanoTime.getAsLong() - waitingSinceNanos;
    long nanos = Math.max(meanNanos, waitedNanos);
    long seconds = (nanos + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
    return (int) Math.max(LEAST_SECONDS, Math.min(MOST_SECONDS, seconds));
  }

  /**
   * @param busyNanos how much of the time so far tasks were waiting
   */
  private record Sample(long atNanos, long freed, long depth, long busyNanos) {}
}
