package io.joinq.cli;

import io.joinq.worker.handler.Task;
import io.joinq.worker.handler.TaskHandler;

/** Has each worker hang that takes a task: it heeds no interruption and never returns. */
public final class SpinningHandler implements TaskHandler {
  /** As options need it. */
  public SpinningHandler() {}

  @Override
  public byte[] handle(Task task) {
    spinForEver(task);
    return task.payload();
  }

  private static void spinForEver(Task task) {
    while (task.attempt() > 0) {
      Thread.onSpinWait();
    }
  }
}
