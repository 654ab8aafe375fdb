package io.joinq.queue.chronicle;

import io.joinq.queue.chronicle.control.ProcessLiveness;
import io.joinq.queue.chronicle.control.ProcessTable;
import java.time.Duration;

/**
 * The processes that take tasks, for whoever wants to know before each put whether there is one.
 * Thread-safe.
 */
final class ConsumerLiveness {
  /*
   * A stopped or killed process has a fresh heartbeat until it counts as silent. Only the
   * kernel knows sooner. Reading /proc costs more than reading the control file, so a process
   * seen running is assumed to run for a moment.
   */
  private static final long TRUST_NANOS = Duration.ofMillis(20).toNanos();

  private final ProcessTable processes;
  private final ProcessLiveness liveness;
  private volatile Seen lastSeen = new Seen(0, 0, 0);

  ConsumerLiveness(ProcessTable processes, ProcessLiveness liveness) {
    this.processes = processes;
    this.liveness = liveness;
  }

  /** Whether one of them shows signs of life, and ran 20 ms ago or later. */
  boolean isAnyAlive() {
    Seen seen = lastSeen;
    if (seen.user != 0
        && System.nanoTime() - seen.atNanos < TRUST_NANOS
        && processes.user(seen.process) == seen.user
        && beats(seen.process)) {
      return true;
    }
    for (int i = 0; i < processes.size(); i++) {
      long user = processes.user(i);
      if (user != 0 && beats(i) && liveness.runs(i)) {
        lastSeen = new Seen(i, user, System.nanoTime());
        return true;
      }
    }
    return false;
  }

  private boolean beats(int i) {
    return processes.hasRole(i, ProcessTable.CONSUMER)
        && processes.silentNanos(i) < ProcessTable.SILENT_NANOS;
  }

  /**
   * One that ran.
   *
   * @param user the incarnation that used its entry; 0 if none was seen
   */
  private record Seen(int process, long user, long atNanos) {}
}
