package io.joinq.worker;

import io.joinq.options.HandlerOptions;
import io.joinq.options.QueueOptions;
import io.joinq.process.JavaCommand;

/** How a supervisor starts a worker. */
public final class WorkerCommand {
  private WorkerCommand() {}

  /**
   * The command of a supervised worker. It is to be started with its stdin as a pipe, to be held
   * open and never written to: when the pipe closes, the worker drains and ends.
   *
   * @param number of the worker, at least 1
   * @param restarts how often its supervisor has started it anew
   */
  public static JavaCommand supervised(
      QueueOptions queue, HandlerOptions handler, int number, int restarts) {
    return JavaCommand.of(WorkerMain.class.getName())
        .withArguments("--worker", Integer.toString(number))
        .withArguments("--supervised", "--with-parent")
        .withArguments("--restarts", Integer.toString(restarts))
        .withArguments(queue.toArguments())
        .withArguments(handler.toArguments());
  }
}
