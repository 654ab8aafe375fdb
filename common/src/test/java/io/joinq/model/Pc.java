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
  CHECK_APPENDED(Part.PUT),
  CHECK_ROOM(Part.PUT),
  COMMIT(Part.PUT),
  PUBLISH_APPENDED(Part.PUT),
  UNLOCK(Part.PUT),
  UNLOCK_FULL(Part.PUT),

  RECOVERER_REST(Part.RECOVER),
  AWAIT_DEATH(Part.RECOVER),
  REVOKE_READ_CURSOR(Part.RECOVER),
  REVOKE_SLOT(Part.RECOVER),
  ROLL_READ_SEQUENCE(Part.RECOVER),
  ROLL_FILE(Part.RECOVER),
  ROLL_CAS(Part.RECOVER),

  STEAL(Part.REPAIR),
  REPAIR_READ_LOG(Part.REPAIR),
  REPAIR_APPENDED(Part.REPAIR),
  REPAIR_DONE(Part.REPAIR),
  REPAIR_UNLOCK(Part.REPAIR),

  BOOT(Part.REAP),
  REAP_READ_WORD(Part.REAP),
  REAP_PROBE(Part.REAP),
  REAP_READ_CURSOR(Part.REAP),
  REAP_READ_SEQUENCE(Part.REAP),
  REAP_TAKE(Part.REAP),
  REAP_UNLIST(Part.REAP),

  JOINER_REST(Part.JOIN),
  JOIN_READ_APPENDED(Part.JOIN),
  JOIN_READ_CURSOR(Part.JOIN),
  JOIN_SLOT(Part.JOIN),
  JOIN_READ_SEQUENCE(Part.JOIN),
  JOIN_READ_LOCK(Part.JOIN),
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
    REPAIR,
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
