package io.joinq.queue;

/**
 * The exclusive right of one consumer to one delivery of a task, until the lease expires.
 *
 * <p>The owner handles the payload and then ends the delivery in exactly one way: {@link
 * JoinableQueue#taskDone(Lease)}, {@link #fail}, {@link #retry} or {@link #release}. A lease that
 * is not renewed in time goes to another consumer; later calls of its former owner are rejected and
 * change nothing. (Other queues call the lease time visibility timeout.)
 *
 * <p>All methods are thread-safe, and none blocks on another process.
 */
public interface Lease {
  TaskId taskId();

  /** The bytes that were put. The array belongs to the caller. */
  byte[] payload();

  /**
   * A number that grows with each delivery of the same task. A store that remembers the highest
   * token it has seen can refuse the writes of a former owner.
   */
  long fencingToken();

  /** Which delivery this is, counting from 1; more than 1 says that an earlier one failed. */
  int attempts();

  /** Whether this lease still holds; false for ever once it does not. */
  boolean isHeld();

  /**
   * Starts the lease time anew. Says nothing of progress: a worker may do this for a handler that
   * is stuck.
   *
   * @return false if the lease is lost; the task has another owner then, stop handling it
   */
  boolean renew();

  /**
   * Shows that the handler makes progress: renews, and starts {@link WorkerStatus#sinceProgress}
   * anew.
   *
   * @return as {@link #renew}
   */
  boolean progress();

  /**
   * Hands the task back unharmed: it becomes first in line, and this delivery uses no attempt.
   *
   * @throws LeaseLostException if the lease is lost; nothing has changed then
   */
  void release();

  /**
   * Hands the task back after a failed attempt. It becomes first in line, or a dead letter if this
   * was its last attempt.
   *
   * @param reason kept with the task; should say what failed in a line
   * @throws LeaseLostException if the lease is lost; nothing has changed then
   */
  void retry(String reason);

  /**
   * Ends the task as {@link TaskState#FAILED}: another attempt would fail as well.
   *
   * @param reason kept as the task's result, in UTF-8
   * @throws LeaseLostException if the lease is lost; nothing has changed then
   */
  void fail(String reason);
}
