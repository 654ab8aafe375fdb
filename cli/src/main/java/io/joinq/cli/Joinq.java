package io.joinq.cli;

import io.joinq.options.CommandRunner;
import io.joinq.options.ExitCode;
import io.joinq.process.StandardStreams;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The main class that run.sh starts: finds a command by its name and runs it. */
@Command(
    name = "run.sh",
    synopsisSubcommandLabel = "COMMAND",
    description = "A crash-proof, joinable, bounded work queue between processes.",
    subcommands = {
      ProcessCommands.Up.class,
      ProcessCommands.Server.class,
      ProcessCommands.Worker.class,
      StatusCommand.class,
      DiagnoseCommand.class,
      PutCommand.class,
      JoinCommand.class,
      KillWorkerCommand.class,
      WorkersCommands.Resume.class,
      WorkersCommands.Restart.class,
      DeadLettersCommand.class,
      QueueCommand.class,
      TestCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "Without a command: up. Each option is also an environment variable: --put-timeout is JOINQ_PUT_TIMEOUT.",
      "The default queue lies in the folder of run.sh; other paths are relative to the current folder.",
      "Exit codes: 0 done, 1 failed, 2 usage, 3 queue cannot be opened, 4 timed out,"
          + " 5 a demo claim was not observed, or a threshold was missed."
    })
public final class Joinq {
  private static final Set<String> OWN_OPTIONS = Set.of("-h", "--help", "-V", "--version");

  /** Those that run.sh sets or reads, and those that a command of --exec finds. */
  private static final Set<String> OTHER_VARIABLES =
      Set.of("JOINQ_QUEUE", "JOINQ_NO_BUILD", "JOINQ_TASK_ID", "JOINQ_ATTEMPT");

  private Joinq() {}

  public static void main(String[] arguments) {
    run(arguments, commands -> {});
  }

  /**
   * Runs one command and ends this JVM with its exit code, or hands this JVM to the command.
   *
   * @param extension adds commands to those of this class
   */
  public static void run(String[] arguments, Consumer<CommandLine> extension) {
    requireStreams();
    nameUnknownVariables(extension);
    String[] words = withDefaultAction(withHelpAsOption(withDefaultCommand(arguments)));
    ProcessCommands.Main main = ProcessCommands.MAINS.get(words[0]);
    if (main == null) {
      System.exit(execute(extension, words));
    } else {
      main.run(Arrays.copyOfRange(words, 1, words.length));
    }
  }

  private static void requireStreams() {
    StandardStreams.closed()
        .ifPresent(
            name -> {
              System.err.println(
                  "run.sh: " + name + " is closed; open it, with /dev/null if nothing is needed");
              System.exit(ExitCode.USAGE);
            });
  }

  /** One that is misspelt would have no effect, and nobody would learn why. */
  private static void nameUnknownVariables(Consumer<CommandLine> extension) {
    Set<String> names = new TreeSet<>(System.getenv().keySet());
    names.removeIf(name -> !name.startsWith("JOINQ_") || OTHER_VARIABLES.contains(name));
    if (!names.isEmpty()) {
      names.removeAll(CommandRunner.variables(commandLine(extension)));
      names.removeAll(ProcessCommands.variables());
    }
    names.forEach(
        name ->
            System.err.println(
                "run.sh: the variable "
                    + name
                    + " is set and has no effect, as no option has its name; JOINQ_PUT_TIMEOUT, for"
                    + " example, is that of --put-timeout"));
  }

  private static CommandLine commandLine(Consumer<CommandLine> extension) {
    CommandLine commandLine = new CommandLine(new Joinq());
    extension.accept(commandLine);
    return CommandRunner.configure(commandLine, System.getenv());
  }

  private static int execute(Consumer<CommandLine> extension, String... words) {
    CommandLine commandLine = commandLine(extension);
    if (!words[0].startsWith("-") && !commandLine.getSubcommands().containsKey(words[0])) {
      String commands = String.join(", ", commandLine.getSubcommands().keySet());
      commandLine
          .getErr()
          .println("run.sh: no command '" + words[0] + "'; the commands are " + commands);
      return ExitCode.USAGE;
    }
    return CommandRunner.execute(commandLine, words);
  }

  /** Options alone are those of {@code up}, unless they ask for help or the version. */
  private static String[] withDefaultCommand(String[] words) {
    boolean named =
        words.length > 0 && (!words[0].startsWith("-") || OWN_OPTIONS.contains(words[0]));
    return named
        ? words
        : Stream.concat(Stream.of("up"), Arrays.stream(words)).toArray(String[]::new);
  }

  /** {@code help worker} is {@code worker --help}, which those commands answer themselves. */
  private static String[] withHelpAsOption(String[] words) {
    boolean ofProcess =
        words.length == 2 && words[0].equals("help") && ProcessCommands.MAINS.containsKey(words[1]);
    return ofProcess ? new String[] {words[1], "--help"} : words;
  }

  /** {@code dead-letters} without a word of what to do, but perhaps with options, is its list. */
  private static String[] withDefaultAction(String[] words) {
    boolean bare =
        words[0].equals(DeadLettersCommand.NAME)
            && (words.length == 1 || (words[1].startsWith("-") && !OWN_OPTIONS.contains(words[1])));
    return bare
        ? Stream.concat(
                Stream.of(words[0], DeadLettersCommand.DEFAULT), Arrays.stream(words).skip(1))
            .toArray(String[]::new)
        : words;
  }
}
