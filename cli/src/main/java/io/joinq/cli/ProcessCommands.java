package io.joinq.cli;

import io.joinq.server.ServerMain;
import io.joinq.worker.WorkerMain;
import io.joinq.worker.handler.TaskHandlers;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * The commands that are processes of their own. Their main methods take over this JVM, with their
 * own options, signals and exit codes; these classes only list them.
 */
final class ProcessCommands {
  /** Runs until the process is to end, and exits by itself. */
  @FunctionalInterface
  interface Main {
    void run(String[] arguments);
  }

  static final Map<String, Main> MAINS =
      Map.of(
          "up",
          ProcessCommands::serve,
          "server",
          ProcessCommands::serve,
          "worker",
          WorkerMain::main);

  private ProcessCommands() {}

  /** Of all of them, the variables of their options. */
  static Set<String> variables() {
    return Stream.of(ServerMain.variables(), WorkerMain.variables())
        .flatMap(Set::stream)
        .collect(Collectors.toSet());
  }

  /** The server does not import its workers' code, so their class path is found here. */
  private static void serve(String[] arguments) {
    ServerMain.main(TaskHandlers::check, arguments);
  }

  @Command(
      name = "up",
      description =
          "Server with supervised workers, in the foreground. Takes the options of server, and prints"
              + " ready once a worker takes tasks.")
  static final class Up {}

  @Command(
      name = "server",
      description =
          "A server, for a terminal of its own. It starts workers too; with --no-supervise it starts"
              + " none, and tasks are refused until you start one with ./run.sh worker.")
  static final class Server {}

  @Command(name = "worker", description = "A worker, for a terminal of its own.")
  static final class Worker {}
}
