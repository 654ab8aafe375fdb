package io.joinq.worker.handler;

import io.joinq.queue.Lease;
import io.joinq.queue.TaskId;
import java.util.function.BooleanSupplier;

/** One delivery of a task, as a handler sees it. */
public final class Task {
  private final TaskId id;
  private final byte[] payload;
  private final int attempt;
  private final long fencingToken;
  private final BooleanSupplier progress;

  /** A task without supervision, for tests of a handler. */
  public Task(TaskId id, byte[] payload, int attempt, long fencingToken) {
    this(id, payload, attempt, fencingToken, () -> true);
  }

  /**
   * @param payload not copied; the handler may change it
   * @param attempt which delivery this is, counting from 1
   * @param progress called when the handler says that it makes progress; false once the task has
   *     another owner
   */
  public Task(TaskId id, byte[] payload, int attempt, long fencingToken, BooleanSupplier progress) {
    this.id = id;
    this.payload = payload;
    this.attempt = attempt;
    this.fencingToken = fencingToken;
    this.progress = progress;
  }

  public static Task of(Lease lease, BooleanSupplier progress) {
    return new Task(
        lease.taskId(), lease.payload(), lease.attempts(), lease.fencingToken(), progress);
  }

  public TaskId id() {
    return id;
  }

  public byte[] payload() {
    return payload;
  }

  public int attempt() {
    return attempt;
  }

  /** Grows with each delivery; lets a store refuse the writes of a former owner. */
  public long fencingToken() {
    return fencingToken;
  }

  /**
   * Reports progress, which restarts the timeout of this task ({@code --task-timeout}). A handler
   * that calls this regularly never counts as hung, however long its task takes. Thread-safe; does
   * not block.
   *
   * @return false if the task has another owner by now; stop handling it
   */
  public boolean renew() {
    return progress.getAsBoolean();
  }

  @Override
  public String toString() {
    return id + " (attempt " + attempt + ", " + payload.length + " bytes)";
  }
}
