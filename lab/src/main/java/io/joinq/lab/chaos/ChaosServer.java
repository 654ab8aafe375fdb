package io.joinq.lab.chaos;

import io.joinq.server.ServerMain;
import java.io.IOException;

/** A server as a child process. It ends when its parent closes its stdin or dies. */
final class ChaosServer {
  private ChaosServer() {}

  public static void main(String[] arguments) {
    Thread stdin = new Thread(ChaosServer::awaitEnd, "chaos-stdin");
    stdin.setDaemon(true);
    stdin.start();
    ServerMain.main(arguments);
  }

  private static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever written to it.
      }
    } catch (IOException e) {
      // The parent is gone.
    }
    System.exit(0);
  }
}
