package io.joinq.queue.chronicle;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Counts the calls that are inside an engine, so that its end can wait for them. Thread-safe;
 * nothing here blocks.
 */
final class CallsInFlight {
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();

  /** To be followed by {@link #end}, and first by a check whether the handle is still open. */
  void begin() {
    begun.increment();
  }

  void end() {
    ended.increment();
  }

  <T> T during(Supplier<T> call) {
    begin();
    try {
      return call.get();
    } finally {
      end();
    }
  }

  /** True if every call had ended at some moment of this one. */
  boolean isEmpty() {
    // In this order: a call that ends in between is counted among those that had begun.
    long endedBefore = ended.sum();
    return begun.sum() == endedBefore;
  }
}
