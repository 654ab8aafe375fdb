package io.joinq.server.supervisor;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * A supervised worker, as the supervisor sees it.
 *
 * @param pid of the latest process; 0 before the first, and where the latest could not be started
 * @param hung whether that process was found hung, until it has ended
 */
public record SupervisedWorker(int worker, long pid, State state, boolean hung, int restarts) {

  /**
   * A place for a worker, through all its processes.
   *
   * <pre>
   * VACANT --start--> STARTING --opened--> SPARE --claim--> CLAIMING --no progress--> HUNG
   *   ^                  |  ^                |                 |                        |
   *   |                  |  |                |                 |                        |
   *   |                  +--|----- died -----+-----------------+--> BACKOFF             |
   *   |                     |                                          |                |
   *   |                     +-- delay over ----------------------------+                |
   *   |                     +-- resume -- GAVE_UP <--- too many died --+                |
   *   |                                                                                 |
   *   +--ended-- DRAINING <--drain-- (any that has a process, or none yet)              |
   *   +--ended--------------------------------------------------------------------------+
   * </pre>
   *
   * A draining or hung worker no longer counts: another takes its place at once.
   */
  public enum State {
    /** It has no process and needs none. */
    VACANT,
    /** Its process is opening the queue. */
    STARTING,
    /** It has the queue open and waits for the command to claim. */
    SPARE,
    /** It claims tasks. */
    CLAIMING,
    /** Its task made no progress in time: its threads are written down, then it is ended. */
    HUNG,
    /** It was asked to end. */
    DRAINING,
    /** Its process has died, and a new one is started after a delay. */
    BACKOFF,
    /** Too many have died; there is no new process until somebody says so. */
    GAVE_UP;

    private static final Set<State> WITH_PROCESS =
        EnumSet.of(STARTING, SPARE, CLAIMING, HUNG, DRAINING);

    boolean mayBecome(State next) {
      return switch (this) {
        case VACANT, BACKOFF, GAVE_UP -> next == STARTING || next == VACANT || !next.hasProcess();
        case STARTING -> next != VACANT && next != GAVE_UP && next != HUNG;
        case SPARE -> next == CLAIMING || next == BACKOFF || next == DRAINING;
        case CLAIMING -> next == HUNG || next == BACKOFF || next == DRAINING;
        case HUNG -> next == VACANT || next == DRAINING;
        case DRAINING -> next == VACANT;
      };
    }

    boolean hasProcess() {
      return WITH_PROCESS.contains(this);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
