package io.joinq.cli;

import java.net.URI;
import picocli.CommandLine.Option;

/** Where a command finds the server's admin listener, on this host. */
final class AdminOptions {
  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "8002",
      description =
          "The server's admin listener (default: ${DEFAULT-VALUE}). Commands that need only the"
              + " queue take it too, so that one set of options fits all.")
  private int adminPort = 8002;

  URI url(String path) {
    return URI.create("http://127.0.0.1:" + adminPort + path);
  }
}
