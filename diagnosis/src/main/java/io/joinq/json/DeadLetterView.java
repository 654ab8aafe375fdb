package io.joinq.json;

import io.joinq.queue.TaskStatus;
import java.util.List;

/** A dead letter: the fields of {@link TaskView}, and the beginning of its payload. */
public record DeadLetterView(
    String taskId,
    String state,
    int attempts,
    String enqueuedAt,
    String startedAt,
    String finishedAt,
    Integer worker,
    List<TaskView.Cause> causes,
    PayloadView payload) {

  public static DeadLetterView of(TaskStatus status, byte[] payload) {
    TaskView task = TaskView.of(status);
    return new DeadLetterView(
        task.taskId(),
        task.state(),
        task.attempts(),
        task.enqueuedAt(),
        task.startedAt(),
        task.finishedAt(),
        task.worker(),
        task.causes(),
        PayloadView.of(payload));
  }
}
