package io.joinq.server.supervisor;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What the supervisor knows about one worker.
 *
 * @param pid of the latest process; 0 before the first, and where the latest could not be started
 * @param hung whether that was found to hang, however far its end has come
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
   * One that drains or hangs is no longer counted on: another has its place at once.
   */
  public enum State {
    /** It has no process, and the place is given up. */
    VACANT,
    /** Its process is there and opens the queue. */
    STARTING,
    /** It has the queue open and waits for the order to claim. */
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
