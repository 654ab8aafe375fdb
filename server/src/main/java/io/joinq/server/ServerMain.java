package io.joinq.server;

import io.joinq.options.CommandRunner;
import io.joinq.options.ExitCode;
import io.joinq.options.HandlerOptions;
import io.joinq.process.StandardError;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The server process. It runs until it is told to stop, and then stops within 10 s. */
@Command(
    name = "server",
    sortOptions = false,
    description = "Accepts tasks over HTTP and keeps the workers alive that handle them.")
public final class ServerMain implements Callable<Integer> {
  private static final long LONGEST_STOP_SECONDS = 9;

  @Mixin private ServerOptions options = new ServerOptions();

  // Cancelled when there will be none.
  private final CompletableFuture<Server> started = new CompletableFuture<>();

  private final Consumer<HandlerOptions> workersCanStart;

  private ServerMain(Consumer<HandlerOptions> workersCanStart) {
    this.workersCanStart = workersCanStart;
  }

  public static void main(String[] arguments) {
    main(handler -> {}, arguments);
  }

  /**
   * As {@link #main(String[])}, with a check of its workers' handler before anything is started.
   *
   * @param workersCanStart throws a {@link io.joinq.options.UsageException} if they cannot
   */
  public static void main(Consumer<HandlerOptions> workersCanStart, String[] arguments) {
    StandardError.neverBlock();
    ServerMain main = new ServerMain(workersCanStart);
    // First: the start may wait for the queue, and a signal may arrive meanwhile.
    Runtime.getRuntime().addShutdownHook(new Thread(main::stop, "stop-server"));
    int exitCode = ExitCode.FAILED;
    try {
      exitCode = CommandRunner.run(main, arguments);
    } finally {
      main.started.cancel(false);
    }
    System.exit(exitCode);
  }

  /** The variables of its options. */
  public static Set<String> variables() {
    return CommandRunner.variables(new CommandLine(new ServerMain(handler -> {})));
  }

  @Override
  public Integer call() throws InterruptedException {
    ServerConfig config = options.toConfig();
    if (config.supervisor().workers().max() > 0) {
      workersCanStart.accept(options.handler());
    }
    Server server = Server.start(config);
    started.complete(server);
    System.out.println("public " + server.publicUrl());
    System.out.println("admin " + server.adminUrl());
    System.out.flush();
    if (server.awaitConsumer()) {
      System.out.println("ready: a worker takes tasks");
      System.out.flush();
    }
    new CountDownLatch(1).await();
    return ExitCode.DONE;
  }

  /**
   * Runs when a signal ends this process. To be stopped is no failure, and the JVM itself would
   * exit with 128 + the signal's number: so this ends the process, in time whatever is stuck. A
   * server that only starts has promised nothing, and its queue bears being killed: it ends at
   * once.
   */
  private void stop() {
    if (started.isCancelled()) {
      return;
    }
    Server server = started.getNow(null);
    if (server != null) {
      close(server);
    }
    StandardError.flush();
    Runtime.getRuntime().halt(ExitCode.DONE);
  }

  private static void close(Server server) {
    Thread closing = new Thread(server::close, "close-server");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(TimeUnit.SECONDS.toMillis(LONGEST_STOP_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
