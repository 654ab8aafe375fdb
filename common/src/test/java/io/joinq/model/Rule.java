package io.joinq.model;

import java.util.function.Supplier;

/**
 * A rule of the protocol. Each names the mistake that is made without it, and the scenario in which
 * that mistake is found; a rule without which nothing goes wrong is none and does not stand here.
 */
@SuppressWarnings("ImmutableEnumChecker") // the suppliers are method references
enum Rule {
  // Claims.

  /** Without: a claimer moves CURSOR on while the winner before it still has only an INTENT. */
  HELP_BEFORE_ADVANCING(Scenarios::crash, Violation.LOST),

  /** Without: CURSOR's winner is helped although its slot has gone on to the next sequence. */
  HELP_CHECKS_SEQUENCE(Scenarios::race, Violation.HELD_TWICE),

  /** Without: an INTENT is published for a CURSOR that was read before the slot was reserved. */
  READ_CURSOR_AFTER_RESERVING(Scenarios::race, Violation.HELD_TWICE),

  /** Without: INTENT is visible while SEQ is still the sequence before. */
  SEQUENCE_BEFORE_INTENT(Scenarios::race, Violation.HELD_TWICE),

  /** Without: a claimer wins CURSOR with nothing that says so in its slot. */
  INTENT_BEFORE_CURSOR(Scenarios::crash, Violation.LOST),

  /** Without: a freed slot shows the same word again for another task. */
  FREE_RAISES_GENERATION(Scenarios::race, Violation.HELD_TWICE),

  /** Without: two deliveries of one task can have one token. */
  RETURN_RAISES_GENERATION(Scenarios::threadsThatRelease, Violation.OLD_TOKEN),

  /** Without: taskDone takes any lease of its process in that slot for its own. */
  TOKEN_IS_THE_WHOLE_WORD(Scenarios::threads, Violation.OTHER_DONE),

  /** Without: take hands out what was read from a segment that has been deleted meanwhile. */
  TOKEN_IS_CHECKED_AFTER_READING(OnlookerScenarios::reclaimOfRevoked, Violation.DELETED_PAYLOAD),

  /** Without: a returned task is in no slot while it moves from one to another. */
  RETURNED_IS_LEASED_IN_PLACE(Scenarios::crash, Violation.LOST),

  // Pause.

  /** Without: a returned task is given while the queue is paused. */
  RETURNED_CLAIM_RECHECKS_PAUSE(Scenarios::pauseOfReturned, Violation.GIVEN_IN_PAUSE),

  /** Without: a claim that read CURSOR before the pause wins it in the pause. */
  ADVANCE_SEES_PAUSE(Scenarios::pause, Violation.GIVEN_IN_PAUSE),

  /** Without: nobody can tell that the INTENT before the pause has won. */
  PAUSE_KEEPS_THE_WINNER(Scenarios::pause, Violation.LOST),

  // Reap, revoke.

  /** Without: an INTENT that won after the look at CURSOR is taken for a loser. */
  REAP_READS_CURSOR_AFTER_DEATH(Scenarios::crash, Violation.LOST),

  /** Without: an undecided INTENT is taken for a winner since its slot won the sequence before. */
  REAP_CHECKS_SEQUENCE(Scenarios::crash, Violation.HELD_TWICE),

  /** Without: the winning INTENT of a dead process is freed. */
  REAP_RETURNS_THE_WINNER(Scenarios::crash, Violation.LOST),

  /** Without: a losing INTENT of a dead process is returned, and so is a task it never won. */
  REAP_FREES_THE_LOSER(Scenarios::crash, Violation.HELD_TWICE),

  /** Without: a process that reuses the index is reaped alive. */
  REAP_PROBES_AFTER_READING(Scenarios::restart, Violation.LOST),

  /** Without: what the dead process held belongs to its successor, who knows nothing of it. */
  REUSE_REAPS(Scenarios::restart, Violation.STUCK),

  /** Without: a newcomer that has the byte, and is not listed, makes the dead look alive. */
  REAPED_BEFORE_ITS_BYTE_IS_TAKEN(OnlookerScenarios::joinAfterDeadPut, Violation.JOIN_TOO_EARLY),

  /** Without: the task of a stopped process that has won and is not yet LEASED is stuck. */
  REVOKE_HELPS_FIRST(Scenarios::stoppedClaimer, Violation.STUCK),

  /** Without: a stopped process goes on, and wins a task for a slot that is no longer its own. */
  LIVE_INTENT_IS_NOT_FREED(Scenarios::claims, Violation.LOST),

  /** Without: a task is returned, and then claimed from CURSOR as well. */
  LIVE_INTENT_IS_NOT_RETURNED(Scenarios::claims, Violation.HELD_TWICE),

  /** Without: a stopped process goes on, and writes its SEQ into another's slot. */
  LIVE_RESERVATION_IS_LEFT_ALONE(Scenarios::claims, Violation.LOST),

  // Results and dead letters.

  /** Without: the result of a rejected taskDone is published. */
  COMPLETING_BEFORE_PUBLISHING(Scenarios::results, Violation.RESULT_MISSING),

  /** Without: a task is finished before its result can be read. */
  PUBLISH_BEFORE_FREE(Scenarios::results, Violation.RESULT_MISSING),

  /** Without: a former owner's late result replaces the staged result of the present one. */
  RESULT_NAME_HAS_GENERATION(Scenarios::results, Violation.RESULT_MISSING),

  /** Without: a task whose taskDone was accepted is delivered again. */
  COMPLETING_IS_ROLLED_FORWARD(Scenarios::results, Violation.DONE_TWICE),

  /** Without: a process stopped inside taskDone keeps its task unfinished. */
  COMPLETING_OF_THE_STOPPED_IS_ROLLED_FORWARD(Scenarios::stoppedWithResult, Violation.STUCK),

  /** Without: the letter of a task that has left its slot is written for the task after it. */
  ROLL_CHECKS_THE_WORD_AGAIN(Scenarios::deadLettering, Violation.WRONG_LETTER),

  /** Without: a slow recoverer frees a slot that has another task by now. */
  ROLL_ENDS_BY_CAS(Scenarios::deadLettering, Violation.LOST),

  /** Without: a task has no attempts left, is in no slot, and not yet among the dead letters. */
  DEAD_LETTER_BEFORE_FREE(Scenarios::deadLettering, Violation.LOST),

  /**
   * Without: a dead-lettering begun by a recoverer that died is nobody's: the slot's owner is
   * alive.
   */
  DEAD_LETTERING_IS_ENDED_BY_ANYONE(OnlookerScenarios::joinOfDeadLettering, Violation.STUCK),

  // Put lock.

  /** Without: two producers are inside an append. */
  LOCK_IS_NEVER_STOLEN_FROM_THE_LIVING(Scenarios::putLock, Violation.APPENDED_WENT_BACK),

  /** Without: a lock found in dead hands is taken from the living successor of the dead. */
  LOCK_NAMES_INCARNATION(Scenarios::putLockRestart, Violation.APPENDED_WENT_BACK),

  /** Without: the lock of the dead seems to be held by the living process in its place. */
  REUSE_RAISES_INCARNATION(Scenarios::putLockRestart, Violation.APPENDED_WENT_BACK),

  /** Without: what a dead producer committed stays invisible, and room is counted wrongly. */
  TAKEOVER_REPAIRS_APPENDED(Scenarios::putLock, Violation.OVER_CAPACITY),

  /** Without: the next producer counts room without the task just committed. */
  UNLOCK_AFTER_PUBLISHING(Scenarios::putLock, Violation.OVER_CAPACITY),

  /** Without: two producers see the same last place. */
  ROOM_IS_CHECKED_UNDER_THE_LOCK(Scenarios::putLock, Violation.OVER_CAPACITY),

  // Join.

  /** Without: join overlooks a put between its look at APPENDED and its look at the slots. */
  JOIN_READS_APPENDED_AGAIN(OnlookerScenarios::join, Violation.JOIN_TOO_EARLY),

  /** Without: join overlooks a task that is claimed and not yet LEASED. */
  JOIN_SEES_WINNING_INTENT(OnlookerScenarios::join, Violation.JOIN_TOO_EARLY),

  /** Without: join overlooks a task that runs. */
  JOIN_SEES_LEASED(OnlookerScenarios::join, Violation.JOIN_TOO_EARLY),

  /** Without: join overlooks a task that waits for its redelivery. */
  JOIN_SEES_RETURNED(OnlookerScenarios::joinOfReturned, Violation.JOIN_TOO_EARLY),

  /** Without: join returns before the result can be read. */
  JOIN_SEES_COMPLETING(OnlookerScenarios::joinOfResult, Violation.JOIN_TOO_EARLY),

  /** Without: join returns before the dead letter can be read. */
  JOIN_SEES_DEAD_LETTERING(OnlookerScenarios::joinOfDeadLettering, Violation.JOIN_TOO_EARLY),

  /** Without: join overlooks what a dead producer committed and did not publish. */
  JOIN_READS_THE_LOCK(OnlookerScenarios::joinAfterDeadPut, Violation.JOIN_TOO_EARLY),

  /** Without: join overlooks what a producer committed that dies while join looks at the slots. */
  JOIN_READS_THE_LOCK_AFTER_THE_SLOTS(
      OnlookerScenarios::joinAfterDeadPut, Violation.JOIN_TOO_EARLY),

  /** Without: join believes a lock that was taken over and is not repaired yet. */
  TAKEOVER_IS_MARKED(OnlookerScenarios::joinAfterDeadPut, Violation.JOIN_TOO_EARLY),

  // Reclaim.

  /** Without: a task claimed during the look at the slots is below the CURSOR read after it. */
  RECLAIM_READS_CURSOR_FIRST(OnlookerScenarios::reclaim, Violation.DELETED),

  /** Without: the payload of a task is deleted between its claim and its lease. */
  RECLAIM_SPARES_INTENT(OnlookerScenarios::reclaim, Violation.DELETED),

  /** Without: the payload of a running task is deleted. */
  RECLAIM_SPARES_LEASED(OnlookerScenarios::reclaim, Violation.DELETED),

  /** Without: the payload of a task that waits for its redelivery is deleted. */
  RECLAIM_SPARES_RETURNED(OnlookerScenarios::reclaimOfRevoked, Violation.DELETED),

  /** Without: a task loses its record before its end is visible. */
  RECLAIM_SPARES_COMPLETING(OnlookerScenarios::reclaimOfResult, Violation.DELETED),

  /** Without: the payload is deleted before the dead letter has it. */
  RECLAIM_SPARES_DEAD_LETTERING(OnlookerScenarios::reclaimOfResult, Violation.DELETED),

  // Cancel.

  /** Without: a claimer takes the task after the look, and finds nothing. */
  CANCEL_PUBLISHES_BEFORE_IT_LOOKS(CancelScenarios::cancel, Violation.CANCELLED_RUNNING),

  /** Without: a claimer takes the task after the look, and does not look for the entry. */
  CANCEL_ANNOUNCES_BEFORE_IT_LOOKS(CancelScenarios::cancel, Violation.CANCELLED_RUNNING),

  /** Without: a claimer delivers a task whose cancellation is confirmed a moment later. */
  UNDECIDED_CANCELLATION_IS_REFUSED(CancelScenarios::cancel, Violation.CANCELLED_RUNNING),

  /** Without: a claimer who has lost his lease promises what he cannot keep. */
  UNDECIDED_CANCELLATION_IS_NOT_HONOURED(CancelScenarios::cancel, Violation.CANCELLED_RUNNING),

  /** Without: a task that is cancelled while it waits for its redelivery is delivered again. */
  REDELIVERY_LOOKS_FOR_CANCELLATION(CancelScenarios::cancel, Violation.CANCELLED_KEPT),

  /** Without: a cancelled task becomes a dead letter, its taker having died before he ended it. */
  TAKER_OF_LEASE_LOOKS_FOR_CANCELLATION(
      CancelScenarios::cancelAtLastAttempt, Violation.CANCELLED_ENDED_OTHERWISE),

  /**
   * Without: the taker of a cancelled task dies before he ends it, and the next one delivers it.
   */
  CANCELLATION_OUTLIVES_ITS_TASK(CancelScenarios::cancel, Violation.CANCELLED_DELIVERED),

  /** Without: a cancelled task waits for a claimer, and none is alive. */
  CANCELLED_TASKS_ARE_PASSED(CancelScenarios::cancelBehindAnother, Violation.STUCK),

  /** Without: the entry of a canceller that died is never free again. */
  REAP_ENDS_CANCELLING(CancelScenarios::cancel, Violation.STUCK),

  // Shutdown.

  /** Without: a put that began before the shutdown is accepted after the last take has ended. */
  SHUTDOWN_IS_LOOKED_FOR_UNDER_THE_LOCK(ShutdownScenarios::shutdown, Violation.PUT_AFTER_THE_END),

  /** Without: the last take ends while a put is past its look for the shutdown. */
  TAKE_ENDS_ONCE_NO_PUT_IS_UNDER_WAY(ShutdownScenarios::shutdown, Violation.TAKE_ENDED_TOO_EARLY),

  /** Without: a put takes the lock after that look at it, and before the shutdown. */
  LAST_TAKE_READS_SHUTDOWN_BEFORE_THE_LOCK(
      ShutdownScenarios::shutdown, Violation.TAKE_ENDED_TOO_EARLY),

  /** Without: a put publishes its task after the look at APPENDED, and then frees the lock. */
  LAST_TAKE_READS_THE_LOCK_BEFORE_APPENDED(
      ShutdownScenarios::shutdown, Violation.TAKE_ENDED_TOO_EARLY),

  /** Without: what a dead producer committed comes to light after the last take has ended. */
  LOCK_OF_THE_DEAD_IS_A_PUT_UNDER_WAY(ShutdownScenarios::shutdown, Violation.TAKE_ENDED_TOO_EARLY),

  /** Without: a task that waits for its redelivery is left to nobody. */
  TAKE_ENDS_ONCE_NOTHING_IS_RETURNED(
      ShutdownScenarios::shutdownOfReturned, Violation.TAKE_ENDED_TOO_EARLY),

  /** Without: with nobody left to make room, a put waits for ever. */
  SHUTDOWN_RELEASES_WHO_WAITS_FOR_ROOM(ShutdownScenarios::shutdownOfStopped, Violation.STUCK),

  /** Without: a put waits for as long as another producer is stopped. */
  SHUTDOWN_RELEASES_WHO_WAITS_FOR_THE_LOCK(ShutdownScenarios::shutdownOfStopped, Violation.STUCK);

  private final Supplier<Scenario> scenario;
  private final Violation violation;

  Rule(Supplier<Scenario> scenario, Violation violation) {
    this.scenario = scenario;
    this.violation = violation;
  }

  /** What the mistake leads to. */
  Violation violation() {
    return violation;
  }

  /** Where the mistake shows. */
  Scenario scenario() {
    return scenario.get();
  }
}
