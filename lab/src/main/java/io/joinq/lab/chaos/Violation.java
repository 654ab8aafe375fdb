package io.joinq.lab.chaos;

/**
 * A broken promise.
 *
 * @param evidence one line
 */
record Violation(Kind kind, String evidence) {

  /** The promises, each by what it is called when it is broken. */
  enum Kind {
    /** A task that was accepted has not come to an end. */
    LOST,
    /** A task has ended more than once, or was delivered after its end. */
    DOUBLED,
    /** An id that no put explains, two ids of one put, or two puts with one id. */
    IDENTITY,
    /** A put said no, and the task is there all the same. */
    REFUSED_BUT_THERE,
    /** A payload arrived as it was not put. */
    DAMAGED,
    /** A redelivery whose attempt was not counted, or more attempts than there may be. */
    ATTEMPTS,
    /** A cause that the queue recorded and that was not so. */
    CAUSE,
    /** More tasks than the capacity were put and not yet claimed. */
    DEPTH,
    /** A call returned later than its timeout allows. */
    OVERRUN,
    /** For a long time no put of anybody was accepted. */
    STANDSTILL,
    /** Join did not return, or returned while something was unfinished. */
    JOIN,
    /** Something is left that should have been given back. */
    LEFTOVER,
    /** The disk that the queue used was not bounded. */
    DISK,
    /** A process ended that nobody had killed. */
    ENDED_BY_ITSELF
  }

  @Override
  public String toString() {
    return kind + ": " + evidence;
  }
}
