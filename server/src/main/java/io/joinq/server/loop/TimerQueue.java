package io.joinq.server.loop;

import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Consumer;

/** Callbacks that are due later, ordered by time. Confined to the loop thread. */
final class TimerQueue {
  static final long NONE = Long.MAX_VALUE;

  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private long added;

  void add(Callback callback) {
    timers.add(new Timer(callback.readyNanos(), added++, callback));
  }

  /** Moves all that are due to the ready queue. */
  void moveDue(long nowNanos, Queue<Callback> ready) {
    while (!timers.isEmpty() && timers.peek().dueNanos - nowNanos <= 0) {
      ready.add(timers.poll().callback);
    }
  }

  /** Time until the next is due, at least 0; {@link #NONE} without one. */
  long nanosUntilNext(long nowNanos) {
    Timer next = timers.peek();
    return next == null ? NONE : Math.max(0, next.dueNanos - nowNanos);
  }

  void drain(Consumer<Callback> to) {
    for (Timer next = timers.poll(); next != null; next = timers.poll()) {
      to.accept(next.callback);
    }
  }

  private record Timer(long dueNanos, long order, Callback callback) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      // By difference: System.nanoTime may wrap.
      int byTime = Long.signum(dueNanos - other.dueNanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }
}
