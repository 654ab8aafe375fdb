package io.joinq.server.supervisor;

import java.time.Duration;

/** Measures how long a condition has held without interruption. */
final class ConditionTimer {
  private boolean is;
  private long sinceNanos;

  Duration see(boolean isNow, long nowNanos) {
    sinceNanos = isNow && is ? sinceNanos : nowNanos;
    is = isNow;
    return Duration.ofNanos(nowNanos - sinceNanos);
  }

  /** It is another's from here on. */
  void forget() {
    is = false;
  }

  /** Whether the condition held at the last check. */
  boolean isSo() {
    return is;
  }
}
