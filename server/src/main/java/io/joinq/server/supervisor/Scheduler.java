package io.joinq.server.supervisor;

import java.time.Duration;

/** The clock and delayed actions of the supervisor's thread. */
interface Scheduler {
  long nanos();

  void after(Duration delay, Runnable action);
}
