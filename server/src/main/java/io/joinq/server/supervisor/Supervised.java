package io.joinq.server.supervisor;

import java.util.Locale;

/**
 * What the supervisor knows of one of its workers.
 *
 * @param pid of the latest process; 0 before the first
 */
public record Supervised(int worker, long pid, State state, int restarts) {

  /**
   *
   *
   * <pre>
   * STARTED --process ended--> BACKOFF --delay over--> STARTED
   *    |                          |
   *    +------ stop --> STOPPED <-+
   * </pre>
   */
  public enum State {
    /** Its process is there; whether it works yet is for the queue to say. */
    STARTED,
    /** Its process has ended, and a new one is started after a delay. */
    BACKOFF,
    /** The supervisor is stopped; there will be no new process. */
    STOPPED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
