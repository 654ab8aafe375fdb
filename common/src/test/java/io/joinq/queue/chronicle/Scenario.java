package io.joinq.queue.chronicle;

import io.joinq.queue.TaskState;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a process is brought to a step: what another process does before, and what the one that is to
 * die or stop there does.
 *
 * @param step where the victim is hit
 * @param helper commands of a process that runs before the victim; empty for none
 * @param helperStep the helper's own {@code joinq.step}, or null
 * @param helperFate what is done to the helper once its commands are done
 * @param victim the victim's commands
 * @param earlierStop a step at which the victim is first stopped, so that the helper overtakes it
 * @param maxAttempts deliveries until a dead letter
 * @param fresh whether the victim is to find no queue at all
 */
record Scenario(
    FailPoint step,
    List<String> helper,
    String helperStep,
    Fate helperFate,
    List<String> victim,
    FailPoint earlierStop,
    int maxAttempts,
    boolean fresh) {

  static final Duration LEASE = Duration.ofMillis(300);

  /** What becomes of the helper while the victim runs. */
  enum Fate {
    NONE,
    KILL,
    /** Killed when the victim has the queue open. */
    KILL_LATER,
    STOP,
    LIVE
  }

  static Scenario reaching(FailPoint step) {
    return switch (step) {
      case OPEN_CONTROL_WRITTEN -> of(step).findingNothing();
      case OPEN_LOCKED, OPEN_PROCESS_LOCKED, OPEN_PROCESS_LISTED, OPEN_LOG_OPENED -> of(step);
      case PUT_SPILL_WRITTEN, PUT_SPILL_NAMED -> of(step, "put-large");
      case PUT_LOCKED,
          PUT_DOCUMENT_OPEN,
          PUT_RECORD_WRITTEN,
          PUT_COMMITTED,
          PUT_APPENDED,
          PUT_UNLOCKED,
          PUT_SYNCED ->
          of(step, "put", "put");
      case CLAIM_RESERVED,
          CLAIM_FIELDS_WRITTEN,
          CLAIM_INTENT,
          CLAIM_WON,
          CLAIM_LEASED,
          CLAIM_READING ->
          of(step, "put", "take", "done");
      case CLAIM_HELPED ->
          of(step, "take", "done").after("CLAIM_WON:STOP", Fate.NONE, "put", "put", "take", "done");
      case CLAIM_LOST ->
          of(step, "put", "put", "take", "done")
              .overtakenAt(FailPoint.CLAIM_INTENT)
              .after(null, Fate.LIVE, "wait", "take", "done");
      case CLAIM_RETURNED_LEASED -> of(step, "put", "take", "retry", "take", "done");
      case DONE_RESULT_STAGED, DONE_COMPLETING, DONE_RESULT_PUBLISHED, DONE_FREED ->
          of(step, "put-large", "take", "done-result");
      case RETURN_ENDED, RETURN_CAUSE_WRITTEN -> of(step, "put", "take", "retry");
      case DEAD_LETTER_BEGUN, DEAD_LETTER_STAGED, DEAD_LETTER_WRITTEN ->
          of(step, "put-large", "take", "retry").attempts(1);
      case OPEN_PLACE_REAPED -> of(step).after(null, Fate.KILL, "put", "take");
      case REAP_DEATH_NUMBERED, REAP_DEATH_WRITTEN, REAP_FOUND_DEAD, REAP_SLOTS_DONE ->
          of(step).after(null, Fate.KILL_LATER, "put", "take");
      case REPORT_WRITTEN, REPORT_SLOTS_DONE ->
          of(step, "report").after(null, Fate.KILL, "put", "take");
      case CANCEL_PENDING, CANCEL_ANNOUNCED, CANCEL_DECIDED -> of(step, "put", "cancel");
      case CANCEL_REFUSED ->
          of(step, "take").after("CANCEL_ANNOUNCED:STOP", Fate.NONE, "put", "cancel");
      case REVOKE_FOUND_EXPIRED -> of(step).after(null, Fate.STOP, "put", "take");
      case REPAIR_LOCKED, REPAIR_LOG_UNLOCKED, REPAIR_COUNTED ->
          of(step, "put").after("PUT_COMMITTED:KILL", Fate.NONE, "put");
      case RECLAIM_CHOSEN, RECLAIM_DELETED ->
          of(
              step, "put", "take", "done", "put", "take", "done", "put", "take", "done", "put",
              "take", "done", "put", "take", "done");
      case CLOSE_LOG_CLOSED, CLOSE_UNLISTED -> of(step, "put", "take", "done", "close");
    };
  }

  private static Scenario of(FailPoint step, String... victim) {
    return new Scenario(step, List.of(), null, Fate.NONE, Arrays.asList(victim), null, 3, false);
  }

  private Scenario after(String newHelperStep, Fate fate, String... commands) {
    return new Scenario(
        step, List.of(commands), newHelperStep, fate, victim, earlierStop, maxAttempts, fresh);
  }

  private Scenario overtakenAt(FailPoint stop) {
    return new Scenario(step, helper, helperStep, helperFate, victim, stop, maxAttempts, fresh);
  }

  private Scenario attempts(int newMaxAttempts) {
    return new Scenario(
        step, helper, helperStep, helperFate, victim, earlierStop, newMaxAttempts, fresh);
  }

  private Scenario findingNothing() {
    return new Scenario(
        step, helper, helperStep, helperFate, victim, earlierStop, maxAttempts, true);
  }

  /** How one task may have ended although nobody came to say so; empty if none may have. */
  Optional<TaskState> silentEnd() {
    return switch (step) {
      case DONE_RESULT_STAGED,
          DONE_COMPLETING,
          DONE_RESULT_PUBLISHED,
          DONE_FREED,
          // The housekeeper dies, and the thread that has just finished a task with it.
          RECLAIM_CHOSEN,
          RECLAIM_DELETED ->
          Optional.of(TaskState.DONE);
      case DEAD_LETTER_BEGUN, DEAD_LETTER_STAGED, DEAD_LETTER_WRITTEN ->
          Optional.of(TaskState.DEAD);
      case CANCEL_PENDING, CANCEL_ANNOUNCED, CANCEL_DECIDED, CANCEL_REFUSED ->
          Optional.of(TaskState.FAILED);
      default -> Optional.empty();
    };
  }

  /** The helper's lease must not run out before it is found dead. */
  Duration leaseOf(boolean isHelper) {
    return isHelper && helperFate == Fate.KILL_LATER ? Duration.ofMinutes(5) : LEASE;
  }

  boolean hasHelper() {
    return !helper.isEmpty();
  }

  /** Whether a victim that is stopped at the step holds the put lock. */
  boolean holdsPutLock() {
    return switch (step) {
      case PUT_LOCKED,
          PUT_SPILL_NAMED,
          PUT_DOCUMENT_OPEN,
          PUT_RECORD_WRITTEN,
          PUT_COMMITTED,
          PUT_APPENDED,
          REPAIR_LOCKED,
          REPAIR_LOG_UNLOCKED,
          REPAIR_COUNTED ->
          true;
      default -> false;
    };
  }

  /** Whether a victim that is stopped at the step keeps others from opening the queue. */
  boolean holdsOpenLock() {
    return step.name().startsWith("OPEN_");
  }
}
