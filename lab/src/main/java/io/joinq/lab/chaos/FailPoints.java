package io.joinq.lab.chaos;

import java.util.List;
import java.util.SplittableRandom;

/** The names of the engine's fail points, at which a child can be told to kill or stop itself. */
final class FailPoints {
  /** Passed once in a life, or seldom. */
  static final List<String> SELDOM =
      List.of(
          "OPEN_LOCKED",
          "OPEN_CONTROL_WRITTEN",
          "OPEN_LOG_OPENED",
          "OPEN_PLACE_REAPED",
          "OPEN_PROCESS_LOCKED",
          "OPEN_PROCESS_LISTED",
          "REAP_FOUND_DEAD",
          "REAP_SLOTS_DONE",
          "REAP_DEATH_NUMBERED",
          "REAP_DEATH_WRITTEN",
          "REVOKE_FOUND_EXPIRED",
          "REPAIR_LOCKED",
          "REPAIR_LOG_UNLOCKED",
          "REPAIR_COUNTED",
          "RECLAIM_CHOSEN",
          "RECLAIM_DELETED",
          "CLOSE_LOG_CLOSED",
          "CLOSE_UNLISTED");

  /** Passed with a put. */
  static final List<String> PUT =
      List.of(
          "PUT_SPILL_WRITTEN",
          "PUT_LOCKED",
          "PUT_SPILL_NAMED",
          "PUT_DOCUMENT_OPEN",
          "PUT_RECORD_WRITTEN",
          "PUT_COMMITTED",
          "PUT_SYNCED",
          "PUT_APPENDED",
          "PUT_UNLOCKED");

  /** Passed with a delivery. */
  static final List<String> DELIVERY =
      List.of(
          "CLAIM_RESERVED",
          "CLAIM_FIELDS_WRITTEN",
          "CLAIM_INTENT",
          "CLAIM_WON",
          "CLAIM_LEASED",
          "CLAIM_READING",
          "CLAIM_LOST",
          "CLAIM_HELPED",
          "CLAIM_RETURNED_LEASED",
          "DONE_RESULT_STAGED",
          "DONE_COMPLETING",
          "DONE_RESULT_PUBLISHED",
          "DONE_FREED",
          "RETURN_ENDED",
          "RETURN_CAUSE_WRITTEN",
          "DEAD_LETTER_BEGUN",
          "DEAD_LETTER_STAGED",
          "DEAD_LETTER_WRITTEN");

  /** Not passed here: nobody cancels a task, or has a parent that reports its death. */
  static final List<String> ELSEWHERE =
      List.of(
          "CANCEL_PENDING",
          "CANCEL_ANNOUNCED",
          "CANCEL_DECIDED",
          "CANCEL_REFUSED",
          "REPORT_WRITTEN",
          "REPORT_SLOTS_DONE");

  private static final int MOST_PASSES = 40;

  private FailPoints() {}

  /** Chooses a step that a child with this role passes, and what it does there to itself. */
  static String choose(Role role, SplittableRandom random) {
    List<String> often = role == Role.WORKER ? DELIVERY : PUT;
    boolean seldom = random.nextInt(4) == 0;
    List<String> steps = seldom ? SELDOM : often;
    String step = steps.get(random.nextInt(steps.size()));
    String action = random.nextBoolean() ? "KILL" : "STOP";
    int passes = seldom ? 1 : 1 + random.nextInt(MOST_PASSES);
    return step + ':' + action + ':' + passes;
  }
}
