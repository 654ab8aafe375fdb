package io.joinq.options;

import io.joinq.os.ProcFs;
import io.joinq.queue.QueueOpenException;
import java.nio.file.InvalidPathException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

  private static final String LOCALE =
      "; Java cannot write such names in the locale that is set; set LC_ALL=C.UTF-8";

  private CommandRunner() {}

  /**
   * Runs a command with the variables of this process; does not exit.
   *
   * @param command a picocli command that is Runnable or {@code Callable<Integer>}
   * @return the exit code
   */
  public static int run(Object command, String... arguments) {
    return execute(commandLine(command, System.getenv()), arguments);
  }

  /**
   * Runs one of the commands of a command line of this process; does not exit.
   *
   * @return the exit code; that of a failure if stdout could not take what the command wrote
   */
  public static int execute(CommandLine commandLine, String... arguments) {
    // Digits and decimal points as the documents have them, wherever the user is at home.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    int exitCode = commandLine.execute(arguments);
    if (System.out.checkError() && exitCode == ExitCode.DONE) {
      // Of a pipe, the reader has gone because it has read enough, as head does.
      if (ProcFs.linkOfSelf("fd/1").filter(file -> file.startsWith("pipe:")).isEmpty()) {
        System.err.println(
            commandLine.getCommandName() + ": stdout cannot be written to; its disk may be full");
      }
      return ExitCode.FAILED;
    }
    return exitCode;
  }

  /** The variables that give the options of a command and of its subcommands their values. */
  public static Set<String> variables(CommandLine commandLine) {
    Set<String> names = new TreeSet<>();
    commandLine
        .getCommandSpec()
        .options()
        .forEach(option -> EnvironmentDefaults.variableOf(option).ifPresent(names::add));
    commandLine.getSubcommands().values().forEach(inner -> names.addAll(variables(inner)));
    return names;
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
    commandLine.registerConverter(int.class, new WholeNumberConverter());
    commandLine.registerConverter(Integer.class, new WholeNumberConverter());
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
    print(commandLine, oneLine(failure) + (failure instanceof InvalidPathException ? LOCALE : ""));
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
