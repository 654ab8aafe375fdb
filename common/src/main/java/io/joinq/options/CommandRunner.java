package io.joinq.options;

import io.joinq.queue.QueueOpenException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Runs a command with the rules that all commands share: options left out come from JOINQ_
 * variables, the last of repeated options counts, and a failure is one line on stderr and an exit
 * code of {@link ExitCode}.
 */
public final class CommandRunner {
  private static final Logger log = LoggerFactory.getLogger(CommandRunner.class);

  private CommandRunner() {}

  /**
   * Runs a command with the variables of this process; does not exit.
   *
   * @param command a picocli command that is Runnable or {@code Callable<Integer>}
   * @return the exit code
   */
  public static int run(Object command, String... arguments) {
    return commandLine(command, System.getenv()).execute(arguments);
  }

  /** The command line of a picocli command, subcommands included. */
  public static CommandLine commandLine(Object command, Map<String, String> environment) {
    return configure(new CommandLine(command), environment);
  }

  /** Gives a command line, with the subcommands that it has by now, what this class promises. */
  public static CommandLine configure(CommandLine commandLine, Map<String, String> environment) {
    EnvironmentDefaults defaults = new EnvironmentDefaults(environment);
    prepare(commandLine);
    return commandLine
        .setDefaultValueProvider(defaults)
        .setOverwrittenOptionsAllowed(true)
        .setParameterExceptionHandler((failure, arguments) -> refuse(failure, defaults))
        .setExecutionExceptionHandler(CommandRunner::fail);
  }

  private static void prepare(CommandLine commandLine) {
    CommandSpec spec = commandLine.getCommandSpec();
    if (!spec.optionsMap().containsKey("--help")) {
      spec.mixinStandardHelpOptions(true);
    }
    spec.versionProvider(new Version());
    ChoiceConverter.registerAll(commandLine);
    commandLine.getSubcommands().values().forEach(CommandRunner::prepare);
  }

  private static int refuse(ParameterException failure, EnvironmentDefaults defaults) {
    CommandLine commandLine = failure.getCommandLine();
    print(commandLine, oneLine(failure) + origin(failure, defaults));
    commandLine
        .getErr()
        .println("Try '" + commandLine.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  /** Where a refused value came from, unless it stands on the command line. */
  private static String origin(ParameterException failure, EnvironmentDefaults defaults) {
    if (failure.getArgSpec() == null) {
      return "";
    }
    return defaults
        .valueOf(failure.getArgSpec())
        .filter(value -> value.equals(failure.getValue()))
        .flatMap(value -> EnvironmentDefaults.variableOf(failure.getArgSpec()))
        .map(variable -> " (from the variable " + variable + ")")
        .orElse("");
  }

  private static int fail(Exception failure, CommandLine commandLine, ParseResult parsed) {
    if (failure instanceof ParameterException || failure instanceof UsageException) {
      ParameterException usage =
          failure instanceof ParameterException given
              ? given
              : new ParameterException(commandLine, oneLine(failure), failure);
      return refuse(usage, new EnvironmentDefaults(Map.of()));
    }
    log.debug("{} failed", commandLine.getCommandName(), failure);
    print(commandLine, oneLine(failure));
    if (failure instanceof QueueOpenException) {
      return ExitCode.QUEUE_CANNOT_BE_OPENED;
    }
    return failure instanceof TimeoutException ? ExitCode.TIMED_OUT : ExitCode.FAILED;
  }

  private static void print(CommandLine commandLine, String message) {
    commandLine.getErr().println(commandLine.getCommandName() + ": " + message);
  }

  private static String oneLine(Exception failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }

  /** The version that the jar's manifest names. */
  private static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = CommandRunner.class.getPackage().getImplementationVersion();
      return new String[] {"joinq " + (version == null ? "(not packaged)" : version)};
    }
  }
}
