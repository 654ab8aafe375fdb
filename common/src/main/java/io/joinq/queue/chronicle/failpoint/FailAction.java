package io.joinq.queue.chronicle.failpoint;

import io.joinq.os.Libc;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The action of a JVM started with {@code -Djoinq.step} when it reaches the given {@link
 * FailPoint}.
 */
final class FailAction {
  private static final long STALL_NANOS = 2_000_000_000;

  private enum Action {
    KILL(9),
    STOP(19),
    STALL(0),
    THROW(0);

    final int signal;

    Action(int signal) {
      this.signal = signal;
    }
  }

  private final FailPoint step;
  private final Action action;
  private final AtomicInteger left;

  private FailAction(FailPoint step, Action action, int count) {
    this.step = step;
    this.action = action;
    this.left = new AtomicInteger(count);
  }

  /**
   * @throws IllegalArgumentException if the text is not NAME:ACTION or NAME:ACTION:COUNT, or
   *     several of them with commas between
   */
  static List<FailAction> parse(String text) {
    return Stream.of(text.split(",", -1)).map(FailAction::parseOne).toList();
  }

  private static FailAction parseOne(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw new IllegalArgumentException(
          "joinq.step must read NAME:KILL|STOP|STALL|THROW[:COUNT], not '" + text + "'");
    }
    return new FailAction(
        FailPoint.valueOf(parts[0]),
        Action.valueOf(parts[1]),
        parts.length == 3 ? Integer.parseInt(parts[2]) : 1);
  }

  void reached(FailPoint passed) {
    if (passed != step || left.decrementAndGet() != 0) {
      return;
    }
    if (action == Action.THROW) {
      throw new FailPoint.InjectedFault(passed);
    }
    if (action == Action.STALL) {
      LockSupport.parkNanos(STALL_NANOS);
      return;
    }
    // To this thread: a stop sent to the process reaches another thread first, and this one runs
    // on.
    Libc.raise(action.signal);
  }
}
