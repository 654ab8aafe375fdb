package io.joinq.model;

/**
 * Where a thread stands: the name of the step it takes next. One step makes one access to what the
 * processes share, or one read and the CAS that depends on nothing else.
 */
enum Pc {
  CLAIMER_REST(Part.CLAIM),
  CLAIM_RETURNED(Part.CLAIM),
  CLAIM_RETURNED_ELSEWHERE(Part.CLAIM),
  RECHECK_PAUSE(Part.CLAIM),
  UNDO_RETURNED(Part.CLAIM),
  READ_SEQUENCE(Part.CLAIM),
  READ_CURSOR(Part.CLAIM),
  READ_APPENDED(Part.CLAIM),
  RESERVE(Part.CLAIM),
  WRITE_SEQUENCE(Part.INTENT),
  PUBLISH_INTENT(Part.INTENT),
  ADVANCE_CURSOR(Part.INTENT),
  WITHDRAW(Part.INTENT),
  LEASE(Part.INTENT),
  READ_PAYLOAD(Part.INTENT),
  CHECK_TOKEN(Part.INTENT),
  FREE_RESERVED(Part.INTENT),

  HELP_READ_WORD(Part.HELP),
  HELP_READ_SEQUENCE(Part.HELP),
  HELP_CAS(Part.HELP),

  HANDLE(Part.END),
  ACCEPT_RESULT(Part.END),
  PUBLISH_RESULT(Part.END),
  SETTLE_RESULT(Part.END),
  WRITE_DEAD_LETTER(Part.END),
  FREE_BURIED(Part.END),

  PRODUCER_REST(Part.PUT),
  LOCK(Part.PUT),
  STEAL(Part.PUT),
  CHECK_APPENDED(Part.PUT),
  CHECK_ROOM(Part.PUT),
  COMMIT(Part.PUT),
  PUBLISH_APPENDED(Part.PUT),
  UNLOCK(Part.PUT),
  UNLOCK_FULL(Part.PUT),

  RECOVERER_REST(Part.RECOVER),
  TAKE_BYTE(Part.RECOVER),
  REVOKE_READ_CURSOR(Part.RECOVER),
  REVOKE_SLOT(Part.RECOVER),
  ROLL_READ_SEQUENCE(Part.RECOVER),
  ROLL_FILE(Part.RECOVER),
  ROLL_CAS(Part.RECOVER),

  BOOT(Part.REAP),
  REAP_SLOT(Part.REAP),
  REAP_READ_CURSOR(Part.REAP),
  REAP_READ_SEQUENCE(Part.REAP),
  REAP_INTENT(Part.REAP),
  REAP_LOCK(Part.REAP),
  REPAIR_READ_LOG(Part.REAP),
  REPAIR_APPENDED(Part.REAP),
  REPAIR_UNLOCK(Part.REAP),
  RELEASE_BYTE(Part.REAP),
  RAISE_INCARNATION_LATE(Part.REAP),

  JOINER_REST(Part.JOIN),
  JOIN_STEAL(Part.JOIN),
  JOIN_AWAIT_REPAIR(Part.JOIN),
  JOIN_READ_CURSOR(Part.JOIN),
  JOIN_READ_APPENDED(Part.JOIN),
  JOIN_SLOT(Part.JOIN),
  JOIN_READ_SEQUENCE(Part.JOIN),
  JOIN_APPENDED_AGAIN(Part.JOIN),

  PAUSE(Part.PAUSE),
  RESUME(Part.PAUSE),

  RECLAIMER_REST(Part.RECLAIM),
  RECLAIM_SLOT(Part.RECLAIM),
  RECLAIM_READ_SEQUENCE(Part.RECLAIM),
  RECLAIM_READ_CURSOR(Part.RECLAIM),
  RECLAIM_DELETE(Part.RECLAIM),

  /** Has nothing left to do, or is dead. */
  OVER(Part.NONE);

  /** The part of the protocol that a step belongs to. */
  enum Part {
    CLAIM,
    INTENT,
    HELP,
    END,
    PUT,
    RECOVER,
    REAP,
    JOIN,
    PAUSE,
    RECLAIM,
    NONE
  }

  private static final Pc[] ALL = values();

  private final Part part;

  Pc(Part part) {
    this.part = part;
  }

  Part part() {
    return part;
  }

  static Pc of(int ordinal) {
    return ALL[ordinal];
  }
}
