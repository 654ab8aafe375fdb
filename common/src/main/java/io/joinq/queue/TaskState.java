package io.joinq.queue;

/**
 * State of a task.
 *
 * <pre>
 * put -> QUEUED --claim--> RUNNING --taskDone--> DONE
 *          ^                  | |
 *          |                  | +-- fail: the handler calls it final -----> FAILED
 *          |                  |
 *          +-- attempts left -+-- owner died, lease expired, handler asked to retry
 *          |                  |
 *          +-- release -------+-- no attempts left -----------------------> DEAD
 * </pre>
 *
 * A released task goes back without having used an attempt. DONE, FAILED and DEAD are final, and a
 * final task is finished for join.
 */
public enum TaskState {
  QUEUED,
  RUNNING,
  DONE,
  FAILED,
  DEAD;

  /** Whether join has stopped waiting for a task in this state. */
  public boolean isFinal() {
    return this == DONE || this == FAILED || this == DEAD;
  }
}
