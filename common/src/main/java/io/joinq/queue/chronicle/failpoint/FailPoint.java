package io.joinq.queue.chronicle.failpoint;

import java.util.List;

/**
 * The steps of the protocol at which it matters that a process dies or stops. {@link #reached}
 * marks them. It does nothing, and compiles to nothing, unless this JVM was started with {@code
 * -Djoinq.step=NAME:ACTION[:COUNT],...}. Then, at the COUNT-th time, the process performs the
 * ACTION on itself: KILL or STOP (the signals), STALL (the thread stands still for 2 s, as if the
 * disk did), or THROW (an {@link InjectedFault}, like a failing disk).
 */
public enum FailPoint {
  /** The open lock is held, nothing is made yet. */
  OPEN_LOCKED,
  /** The control file is written under its temporary name. */
  OPEN_CONTROL_WRITTEN,
  /** The log is open; this process has no place in the process table. */
  OPEN_LOG_OPENED,
  /** What the last user of the place had is reaped. */
  OPEN_PLACE_REAPED,
  /** This process has its byte lock, its entry in the table is not in use. */
  OPEN_PROCESS_LOCKED,
  /** The entry is in use; the open lock is held. */
  OPEN_PROCESS_LISTED,

  /** A large payload is written under its temporary name. */
  PUT_SPILL_WRITTEN,
  /** The put lock is held. */
  PUT_LOCKED,
  /** A large payload has its final name; nothing refers to it yet. */
  PUT_SPILL_NAMED,
  /** The log's document is open. */
  PUT_DOCUMENT_OPEN,
  /** The record is written into the open document, its header is not committed. */
  PUT_RECORD_WRITTEN,
  /** The record is committed: the task is accepted. APPENDED does not say so yet. */
  PUT_COMMITTED,
  /** APPENDED says so; the put lock is held. */
  PUT_APPENDED,
  /** The put lock is free; no waiter was woken. */
  PUT_UNLOCKED,
  /** The task is on the disk; only with --sync. */
  PUT_SYNCED,

  /** A slot is RESERVED. */
  CLAIM_RESERVED,
  /** The slot's fields are written; its word is still RESERVED. */
  CLAIM_FIELDS_WRITTEN,
  /** The slot's word says INTENT; CURSOR is not tried. */
  CLAIM_INTENT,
  /** CURSOR is won; the word still says INTENT. */
  CLAIM_WON,
  /** The word says LEASED; the payload is not read. */
  CLAIM_LEASED,
  /** The payload is about to be read. */
  CLAIM_READING,
  /** CURSOR was lost to another claim; the word still says INTENT. */
  CLAIM_LOST,
  /** The winner of the last claim was helped. */
  CLAIM_HELPED,
  /** A RETURNED slot is LEASED again; its deadline is still that of the last delivery. */
  CLAIM_RETURNED_LEASED,

  /** The cancellation is PENDING; CANCELLED_BELOW may not say that there is one. */
  CANCEL_PENDING,
  /** CANCELLED_BELOW is raised; not yet checked whether the task is taken. */
  CANCEL_ANNOUNCED,
  /** The cancellation is CONFIRMED; the task is not passed. */
  CANCEL_DECIDED,
  /** A claimer has refused a cancellation that was still PENDING; it has not read the payload. */
  CANCEL_REFUSED,

  /** The result is staged; the word says LEASED. */
  DONE_RESULT_STAGED,
  /** The word says COMPLETING; the result is not published. */
  DONE_COMPLETING,
  /** The result is published; the word says COMPLETING. */
  DONE_RESULT_PUBLISHED,
  /** The slot is FREE; no waiter was woken, and the payload's file is not deleted. */
  DONE_FREED,

  /** A delivery is ended; the cause is not written. */
  RETURN_ENDED,
  /** The cause is written; RETURNS is not raised. */
  RETURN_CAUSE_WRITTEN,

  /** The word says DEAD_LETTERING; the dead letter is not written. */
  DEAD_LETTER_BEGUN,
  /** The dead letter is staged and about to be published; the word says DEAD_LETTERING. */
  DEAD_LETTER_STAGED,
  /** The dead letter has its final name; the word says DEAD_LETTERING. */
  DEAD_LETTER_WRITTEN,

  /** The death of a process has its number; it is not written. */
  REAP_DEATH_NUMBERED,
  /** The death is written; nothing is taken from the dead. */
  REAP_DEATH_WRITTEN,
  /** What a parent said of a death is in the ring, and nowhere else. */
  REPORT_WRITTEN,
  /** It is in the slots too, and not in the files. */
  REPORT_SLOTS_DONE,

  /** The owner of a slot is known to be dead; nothing is changed. */
  REAP_FOUND_DEAD,
  /** Its slots are reaped; its entry in the process table is still in use. */
  REAP_SLOTS_DONE,

  /** A lease is found to be past its deadline. */
  REVOKE_FOUND_EXPIRED,

  /** The put lock is taken over from a dead owner; the log is not yet checked. */
  REPAIR_LOCKED,
  /** Chronicle's own lock is cleared. */
  REPAIR_LOG_UNLOCKED,
  /** The log was asked for its count; APPENDED is not set. */
  REPAIR_COUNTED,

  /** Segments are chosen; none is deleted. */
  RECLAIM_CHOSEN,
  /** Segments are deleted; the log's listing still has them. */
  RECLAIM_DELETED,

  /** The log is closed; the process's entry is in use. */
  CLOSE_LOG_CLOSED,
  /** The entry is free; the byte lock is held. */
  CLOSE_UNLISTED;

  private static final String PROPERTY = System.getProperty("joinq.step");
  private static final boolean ARMED = PROPERTY != null;
  private static final List<FailAction> TRIGGERS = ARMED ? FailAction.parse(PROPERTY) : List.of();

  private static volatile boolean practising;

  /** Says that the steps passed until further notice are those of a practice, and do not count. */
  public static void practise(boolean begins) {
    practising = begins;
  }

  /** The process passes this step now. */
  public void reached() {
    if (ARMED && !practising) {
      TRIGGERS.forEach(trigger -> trigger.reached(this));
    }
  }

  /** What THROW throws. */
  public static final class InjectedFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InjectedFault(FailPoint step) {
      super("injected fault at " + step);
    }
  }
}
