package io.joinq.server;

import io.joinq.options.CommandRunner;
import io.joinq.options.ExitCode;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The server as a process: runs until it is told to stop, and then stops within 10 s. */
@Command(
    name = "server",
    sortOptions = false,
    description = "Accepts tasks over HTTP and keeps the workers alive that handle them.")
public final class ServerMain implements Callable<Integer> {
  private static final long LONGEST_STOP_SECONDS = 9;

  @Mixin private ServerOptions options = new ServerOptions();

  public static void main(String[] arguments) {
    System.exit(CommandRunner.run(new ServerMain(), arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    Server server = Server.start(options.toConfig());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop-server"));
    System.out.println("public " + server.publicUrl());
    System.out.println("admin " + server.adminUrl());
    System.out.flush();
    new CountDownLatch(1).await();
    return ExitCode.DONE;
  }

  /**
   * Runs when a signal ends this process. To be stopped is no failure, and the JVM itself would
   * exit with 128 + the signal's number: so this ends the process, in time whatever is stuck.
   */
  private static void stop(Server server) {
    Thread closing = new Thread(server::close, "close-server");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(TimeUnit.SECONDS.toMillis(LONGEST_STOP_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.DONE);
  }
}
