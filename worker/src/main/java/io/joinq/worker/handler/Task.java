package io.joinq.worker.handler;

import io.joinq.queue.Lease;
import io.joinq.queue.TaskId;

/** One delivery of a task, as a handler sees it. */
public final class Task {
  private final TaskId id;
  private final byte[] payload;
  private final int attempt;
  private final long fencingToken;

  /**
   * @param payload not copied; the handler may change it
   * @param attempt which delivery this is, counting from 1
   */
  public Task(TaskId id, byte[] payload, int attempt, long fencingToken) {
    this.id = id;
    this.payload = payload;
    this.attempt = attempt;
    this.fencingToken = fencingToken;
  }

  public static Task of(Lease lease) {
    return new Task(lease.taskId(), lease.payload(), lease.attempts(), lease.fencingToken());
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

  @Override
  public String toString() {
    return id + " (attempt " + attempt + ", " + payload.length + " bytes)";
  }
}
