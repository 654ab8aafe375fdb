package io.joinq.lab.chaos.eventlog;

/**
 * The verbs of log lines, with the words that follow them. Times are those of {@link
 * System#nanoTime}, which all processes of a host share. A call is logged as {@code start timeout
 * waited}, in nanoseconds; waited is how long its thread was ready but got no processor. The call
 * ends at the time of its line. A negative timeout means none.
 */
public enum Verb {
  /** {@code pid}: the first line of every log of a process. */
  STARTED,
  /** The process has the queue open. */
  OPENED,
  /** {@code key size way}: about to be put. */
  INTENT,
  /** {@code key id call}: the put returned. */
  ACCEPTED,
  /** {@code key call}: the put said that the task was not accepted. */
  REFUSED,
  /** {@code id key token attempt call intact causes}: a delivery. */
  CLAIMED,
  /** {@code call}: there was nothing to claim. */
  EMPTY,
  /** {@code id token way}: about to end a delivery, by done, retry or release. */
  ENDING,
  /** {@code id token way}: the end was accepted. */
  ENDED,
  /** {@code id token way}: the end was rejected, the lease being lost. */
  REJECTED,
  /** {@code call joined}: a join with a timeout returned. */
  JOINED,
  /** {@code since}: this process got no processor since then. */
  GAP,
  /** The process ends as it was asked to. */
  FINISHED,

  /** {@code pid since}: a process is stopped, at the earliest since then. */
  STOPPED,
  /** {@code pid}: a stopped process goes on. */
  CONTINUED,
  /** {@code pid}: SIGKILL was sent. */
  KILLED,
  /** {@code pid step}: the process was told to kill or stop itself at a step of the protocol. */
  ARMED,
  /** {@code pid code}: a process has ended. */
  EXITED
}
