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
   * @throws UsageException if the options contradict each other, or the command cannot be run
   */
  public static TaskHandler of(HandlerOptions options, long maxResult) {
    check(options);
    return switch (options.handler()) {
      case SIMULATE ->
          new SimulateHandler(SimulateHandler.WORK, duration -> Thread.sleep(duration.toMillis()));
      case EXEC ->
          new ExecHandler(
              CommandTemplate.parse(options.exec().orElseThrow()),
              maxResult,
              ExecLimits.of(options.execMemory(), options.execCpu()));
      case JAVA -> instance(options.handlerClass().orElseThrow());
    };
  }

  private static TaskHandler instance(String name) {
    try {
      return Class.forName(name).asSubclass(TaskHandler.class).getConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
      throw new UsageException(
          "--handler-class "
              + name
              + " is no handler: "
              + e
              + "; name a public class on the class path that implements "
              + TaskHandler.class.getName()
              + " and has a public constructor without parameters",
          e);
    }
  }

  /**
   * Checks that {@link #of} would succeed here and now, for a process that only starts workers.
   *
   * @throws UsageException as {@link #of}
   */
  public static void check(HandlerOptions options) {
    options.validate();
    if (options.handler() == HandlerOptions.Kind.EXEC) {
      CommandTemplate.parse(options.exec().orElseThrow())
          .requireProgram(ProgramSearch.ofThisProcess());
    }
  }
}
