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
   * Extends the lease by the lease timeout from now. It does not report progress: a worker may
   * renew for a handler that is stuck.
   *
   * @return false if the lease is lost; the task has another owner then, stop handling it
   */
  boolean renew();

  /**
   * Reports progress of the handler: renews the lease, and resets {@link
   * WorkerStatus#sinceProgress}.
   *
   * @return as {@link #renew}
   */
  boolean progress();

  /**
   * Returns the task to the head of the queue. This delivery does not count as an attempt.
   *
   * @throws LeaseLostException if the lease is lost; nothing has changed then
   */
  void release();

  /**
   * Returns the task after a failed attempt: to the head of the queue, or to the dead letters if
   * this was the last attempt.
   *
   * @param reason kept with the task; one line that says what failed
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
