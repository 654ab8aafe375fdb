package io.joinq.options;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Options of processes that handle tasks, or that start such processes. */
public final class HandlerOptions {
  private static final int MOST_THREADS = 256;

  /** What a worker does with a task. */
  public enum Kind {
    /** Pretends to work for 200 ms. */
    SIMULATE,
    /** Runs a command. */
    EXEC,
    /** Calls a class of the user's. */
    JAVA;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--handler",
      paramLabel = "KIND",
      defaultValue = "simulate",
      description = {
        "How to handle a task (default: ${DEFAULT-VALUE}):",
        "simulate = 200 ms of pretend work, exec = run the command given with --exec,"
            + " java = call the class given with --handler-class."
      })
  private Kind handler = Kind.SIMULATE;

  @Option(
      names = "--exec",
      paramLabel = "CMD",
      description = {
        "The command that handles one task, split into words without a shell. It reads the payload"
            + " from stdin, or from the file that replaces {payload}; what it writes to stdout is"
            + " the result."
      })
  private String exec;

  @Option(
      names = "--handler-class",
      paramLabel = "NAME",
      description =
          "The class that handles tasks: a public io.joinq.worker.handler.TaskHandler with a public"
              + " constructor without parameters.")
  private String handlerClass;

  @Option(
      names = "--handler-path",
      paramLabel = "PATH",
      description =
          "Where that class and its libraries are: folders, jars, and DIR/* for all jars of a"
              + " folder, with colons between them.")
  private String handlerPath;

  @Option(
      names = "--exec-memory",
      paramLabel = "SIZE",
      defaultValue = "0",
      converter = SizeConverter.class,
      description =
          "Address space that each process of a command may have; 0 = any (default:"
              + " ${DEFAULT-VALUE}).")
  private long execMemory;

  @Option(
      names = "--exec-cpu",
      paramLabel = "D",
      defaultValue = "0s",
      converter = DurationConverter.class,
      description =
          "Processor time that each process of a command may use, in whole seconds; 0 = any"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration execCpu = Duration.ZERO;

  @Option(
      names = "--task-timeout",
      paramLabel = "D",
      defaultValue = "5m",
      converter = DurationConverter.class,
      description =
          "Limit for one attempt; a longer one is stopped and counts as failed (default: ${DEFAULT-VALUE}).")
  private Duration taskTimeout = Duration.ofMinutes(5);

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Tasks that one worker handles at a time (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  /**
   * Checks what no option can know alone.
   *
   * @throws UsageException if options contradict each other or are out of their range
   */
  public void validate() {
    if (handler == Kind.EXEC && (exec == null || exec.isBlank())) {
      throw new UsageException(
          "--handler exec needs a command; add --exec \"CMD ...\", or use --handler simulate");
    }
    if (handler != Kind.EXEC && exec != null) {
      throw new UsageException(
          "--exec \""
              + exec
              + "\" contradicts --handler "
              + handler
              + "; add --handler exec, or leave --exec out");
    }
    if ((handler == Kind.JAVA) != (handlerClass != null)) {
      throw new UsageException(
          handlerClass == null
              ? "--handler java needs a class; add --handler-class NAME"
              : "--handler-class "
                  + handlerClass
                  + " contradicts --handler "
                  + handler
                  + "; add --handler java, or leave --handler-class out");
    }
    if (handler != Kind.JAVA && handlerPath != null) {
      throw new UsageException(
          "--handler-path "
              + handlerPath
              + " contradicts --handler "
              + handler
              + "; add --handler java, or leave --handler-path out");
    }
    validateLimits();
    if (taskTimeout.isZero()) {
      throw new UsageException(
          "--task-timeout 0 would end every task at once; give the longest time a task may take");
    }
    if (threads < 1 || threads > MOST_THREADS) {
      throw new UsageException("--threads must be from 1 to " + MOST_THREADS + ", not " + threads);
    }
  }

  private void validateLimits() {
    if (handler != Kind.EXEC && (execMemory != 0 || !execCpu.isZero())) {
      throw new UsageException(
          "--exec-memory and --exec-cpu limit commands, and --handler "
              + handler
              + " runs none; leave them out, or add --handler exec");
    }
    if (execCpu.toMillisPart() != 0) {
      throw new UsageException(
          "--exec-cpu counts in seconds, not " + execCpu.toMillis() + "ms; give 1s or more");
    }
  }

  public Kind handler() {
    return handler;
  }

  /** The command of {@link Kind#EXEC}, not yet split into words. */
  public Optional<String> exec() {
    return Optional.ofNullable(exec);
  }

  /** The class of {@link Kind#JAVA}. */
  public Optional<String> handlerClass() {
    return Optional.ofNullable(handlerClass);
  }

  /** The class path of {@link #handlerClass}, absolute; empty if it is on that of this process. */
  public List<Path> handlerPath() {
    return handlerPath == null
        ? List.of()
        : Stream.of(handlerPath.split(File.pathSeparator))
            .filter(entry -> !entry.isEmpty())
            .map(entry -> Path.of(entry).toAbsolutePath())
            .toList();
  }

  /** Bytes of address space for each process of a command; 0 for any. */
  public long execMemory() {
    return execMemory;
  }

  /** Processor time for each process of a command, in whole seconds; zero for any. */
  public Duration execCpu() {
    return execCpu;
  }

  public Duration taskTimeout() {
    return taskTimeout;
  }

  public int threads() {
    return threads;
  }

  /** The arguments that give another process the same options. */
  public List<String> toArguments() {
    List<String> arguments = new ArrayList<>(List.of("--handler", handler.toString()));
    if (exec != null) {
      arguments.addAll(List.of("--exec", exec));
    }
    if (handlerClass != null) {
      arguments.addAll(List.of("--handler-class", handlerClass));
    }
    if (handlerPath != null) {
      String path = handlerPath().stream().map(Path::toString).collect(joining(File.pathSeparator));
      arguments.addAll(List.of("--handler-path", path));
    }
    if (execMemory != 0) {
      arguments.addAll(List.of("--exec-memory", SizeConverter.format(execMemory)));
    }
    if (!execCpu.isZero()) {
      arguments.addAll(List.of("--exec-cpu", DurationConverter.format(execCpu)));
    }
    arguments.addAll(List.of("--task-timeout", DurationConverter.format(taskTimeout)));
    arguments.addAll(List.of("--threads", Integer.toString(threads)));
    return arguments;
  }
}
