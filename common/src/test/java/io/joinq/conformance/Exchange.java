package io.joinq.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Puts a range of numbers and takes as many tasks, at the same time, in one form of the calls:
 * {@code blocking}, {@code non-blocking} or {@code timed} (10 us).
 */
final class Exchange {
  private static final Duration TEN_MICROS = Duration.ofNanos(10_000);

  private final JoinableQueue queue;
  private final String form;
  private final int from;
  private final int count;

  /**
   * @param words FORM FROM COUNT
   */
  Exchange(JoinableQueue queue, List<String> words) {
    this.queue = queue;
    this.form = words.get(0);
    this.from = Integer.parseInt(words.get(1));
    this.count = Integer.parseInt(words.get(2));
  }

  /** Answers the numbers that were taken, in their order. */
  String run() throws InterruptedException, ExecutionException {
    CompletableFuture<Void> puts = CompletableFuture.runAsync(this::putAll);
    StringJoiner taken = new StringJoiner(" ", "ok ", "");
    for (int i = 0; i < count; i++) {
      Lease lease = takeOne();
      taken.add(new String(lease.payload(), UTF_8));
      queue.taskDone(lease);
    }
    puts.get();
    return taken.toString();
  }

  private void putAll() {
    try {
      for (int i = from; i < from + count; i++) {
        putOne(Integer.toString(i).getBytes(UTF_8));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void putOne(byte[] payload) throws InterruptedException {
    if (form.equals("blocking")) {
      queue.put(payload);
      return;
    }
    boolean timed = form.equals("timed");
    while ((timed ? queue.offer(payload, TEN_MICROS) : queue.offer(payload)).isEmpty()) {
      Thread.onSpinWait();
    }
  }

  private Lease takeOne() throws InterruptedException {
    if (form.equals("blocking")) {
      return queue.take();
    }
    boolean timed = form.equals("timed");
    Optional<Lease> lease = Optional.empty();
    while (lease.isEmpty()) {
      lease = timed ? queue.poll(TEN_MICROS) : queue.poll();
    }
    return lease.get();
  }
}
