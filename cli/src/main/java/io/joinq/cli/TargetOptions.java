package io.joinq.cli;

import io.joinq.diagnosis.AdminSource;
import io.joinq.options.QueueOptions;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueException;
import io.joinq.queue.QueueProcess;
import java.net.URI;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The queue and the server that a command addresses. */
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

  /** The address of the queue's server, as far as it can be determined. */
  URI adminUrl(String path) {
    return URI.create("http://" + AdminSource.address(processes(), adminPort) + path);
  }

  private List<QueueProcess> processes() {
    try {
      return QueueAdmin.examine(queue()).processes();
    } catch (QueueException | IllegalArgumentException e) {
      // Another user's, none, or no queue's URL: a server may be there all the same.
      return List.of();
    }
  }
}
