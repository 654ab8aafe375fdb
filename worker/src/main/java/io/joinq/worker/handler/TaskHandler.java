package io.joinq.worker.handler;

/**
 * Does the work of a task. Called by several threads at a time, if the worker has several.
 *
 * <p>A task may be delivered more than once, so handling one twice must do no harm. A handler is
 * interrupted when its time is over, which {@link Task#renew} starts anew, its lease is lost or the
 * worker stops; it should then undo what it started and throw.
 */
public interface TaskHandler extends AutoCloseable {
  /**
   * Handles one delivery; may block for as long as the task takes.
   *
   * @return the result of the task
   * @throws PermanentFailureException if another attempt would fail as well; the task ends as
   *     failed
   * @throws Exception if the attempt failed; the task is delivered again while it has attempts left
   */
  byte[] handle(Task task) throws Exception;

  /** Called once when the worker ends and nothing is handled any more. */
  @Override
  default void close() {}
}
