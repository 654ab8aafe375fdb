package io.joinq.cli;

import io.joinq.options.QueueOptions;
import io.joinq.queue.QueueConfig;
import java.net.URI;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The queue and the server that a command is about. */
final class TargetOptions {
  @Mixin private QueueOptions queueOptions;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "8002",
      description =
          "The server's admin listener (default: ${DEFAULT-VALUE}). Commands that need only the"
              + " queue take it too, so that one set of options fits all.")
  private int adminPort = 8002;

  URI queue() {
    return queueOptions.url();
  }

  QueueConfig toConfig() {
    return queueOptions.toConfig();
  }

  int adminPort() {
    return adminPort;
  }

  URI adminUrl(String path) {
    return URI.create("http://127.0.0.1:" + adminPort + path);
  }
}
