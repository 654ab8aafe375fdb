package io.joinq.worker;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A handler ignored its interrupt; its thread is lost. */
final class UninterruptibleHandlerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient StackTraceElement[] where;

  UninterruptibleHandlerException(RunningTask delivery) {
    super(
        "the handler of "
            + delivery
            + " did not stop within "
            + Deadlines.TIME_TO_HEED.toMillis()
            + " ms of its interruption, and "
            + delivery.thread().getName()
            + " is lost; this worker drains and ends");
    where = delivery.thread().getStackTrace();
  }

  /** What the thread did when it was given up, a line a frame. */
  String stack() {
    return Arrays.stream(where).map(frame -> "\tat " + frame).collect(Collectors.joining("\n"));
  }
}
