package io.joinq.server;

import io.joinq.options.CommandRunner;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A server that has a handler of its own, run at the first line on stdin, which never returns. */
@Command(name = "server")
public final class BlockedLoopServer implements Callable<Integer> {
  @Mixin private ServerOptions options = new ServerOptions();
  private final CountDownLatch never = new CountDownLatch(1);

  public static void main(String[] arguments) {
    System.exit(CommandRunner.run(new BlockedLoopServer(), arguments));
  }

  @Override
  public Integer call() throws Exception {
    try (Server server = Server.start(options.toConfig())) {
      System.out.println("public " + server.publicUrl());
      System.out.println("admin " + server.adminUrl());
      System.out.flush();
      System.in.read();
      return server.handlers().submit("GET /report", this::report).join();
    }
  }

  private CompletableFuture<Integer> report() throws InterruptedException {
    computeReport();
    return CompletableFuture.completedFuture(0);
  }

  private void computeReport() throws InterruptedException {
    never.await();
  }
}
