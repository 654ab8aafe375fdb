package io.joinq.server.supervisor;

import java.time.Duration;

/** Time, and what is to be done later, on the supervisor's thread. */
interface Scheduler {
  long nanos();

  void after(Duration delay, Runnable action);
}
