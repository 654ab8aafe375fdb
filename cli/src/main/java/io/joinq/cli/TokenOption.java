package io.joinq.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The admin token option. */
final class TokenOption {
  @Option(
      names = "--admin-token",
      paramLabel = "TOKEN",
      description = "The token of the server; better given as JOINQ_ADMIN_TOKEN.")
  private String adminToken;

  Optional<String> token() {
    return Optional.ofNullable(adminToken);
  }
}
