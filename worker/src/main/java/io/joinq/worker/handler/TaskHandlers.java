package io.joinq.worker.handler;

import io.joinq.options.HandlerOptions;
import io.joinq.options.UsageException;

/** Creates the handler that the options name. */
public final class TaskHandlers {
  private TaskHandlers() {}

  /**
   * Makes the handler that the options ask for.
   *
   * @param maxResult the largest result in bytes; a command that writes more fails its task
   * @throws UsageException if the options contradict each other, or the command or class cannot be
   *     run
   * @throws IllegalStateException if the constructor of the class fails, with what it threw
   */
  public static TaskHandler of(HandlerOptions options, long maxResult) {
    checkAllButTheClass(options);
    return switch (options.handler()) {
      case SIMULATE ->
          new SimulateHandler(SimulateHandler.WORK, duration -> Thread.sleep(duration.toMillis()));
      case EXEC ->
          new ExecHandler(
              CommandTemplate.parse(options.exec().orElseThrow()),
              maxResult,
              ExecLimits.of(options.execMemory(), options.execCpu()));
      case JAVA -> handlerClass(options).instance();
    };
  }

  private static HandlerClass handlerClass(HandlerOptions options) {
    return new HandlerClass(options.handlerClass().orElseThrow(), options.handlerPath());
  }

  /**
   * Checks, for a process that only starts workers, that the options make a handler here and now.
   * Runs no code of the user's.
   *
   * @throws UsageException as {@link #of}
   */
  public static void check(HandlerOptions options) {
    checkAllButTheClass(options);
    if (options.handler() == HandlerOptions.Kind.JAVA) {
      handlerClass(options).check();
    }
  }

  private static void checkAllButTheClass(HandlerOptions options) {
    options.validate();
    if (options.handler() == HandlerOptions.Kind.EXEC) {
      CommandTemplate.parse(options.exec().orElseThrow())
          .requireProgram(ProgramSearch.ofThisProcess());
    }
  }
}
