package io.joinq.model;

/** What goes wrong in a model whose rules are incomplete. */
enum Violation {
  /** A claimed task is in no slot, and not finished. */
  LOST("is lost"),
  /** Two slots have one task. */
  HELD_TWICE("is held by a slot too many"),
  /** Whatever happens next, somebody waits for ever. */
  STUCK("from here the work cannot come to its end any more"),
  JOIN_TOO_EARLY("join returned though something was unfinished all the time"),
  /** The record of a task is gone before its end. */
  DELETED("was deleted and is not finished"),
  DELETED_PAYLOAD("whose payload was deleted"),
  CANCELLED_RUNNING("was cancelled while it runs"),
  CANCELLED_DELIVERED("was delivered though it was cancelled"),
  /** A housekeeper, which only passes cancelled tasks on, is given one to do. */
  CANCELLED_KEPT("was delivered to a keeper"),
  CANCELLED_ENDED_OTHERWISE("did not end as cancel had said"),
  TAKE_ENDED_TOO_EARLY("a take ended though"),
  PUT_AFTER_THE_END("a put was accepted after a take had ended"),
  RESULT_MISSING("is finished and its accepted result is not published"),
  DONE_TWICE("was accepted twice"),
  OTHER_DONE("taskDone of task 0 ended task 1"),
  OLD_TOKEN("the fencing token of task 0 did not grow"),
  WRONG_LETTER("a dead letter was written for task 1, which is done"),
  OVER_CAPACITY("depth is 2, capacity 1"),
  APPENDED_WENT_BACK("APPENDED went back"),
  GIVEN_IN_PAUSE("was claimed while the queue was paused");

  private final String words;

  Violation(String words) {
    this.words = words;
  }

  /** Part of what {@link Properties} says of it. */
  String words() {
    return words;
  }
}
