package io.joinq.server;

import io.joinq.server.http.security.Endpoint;
import io.joinq.server.http.security.HostName;
import io.joinq.server.http.security.Limits;
import java.util.Optional;

/**
 * Addresses and token of both listeners.
 *
 * @param port of the public listener; 0 for any free one
 * @param adminPort likewise
 * @param adminToken what a request must bear that changes something
 * @param limits of the public listener
 * @param adminLimits of the admin listener
 */
public record ListenConfig(
    String bind,
    int port,
    int adminPort,
    Optional<String> adminToken,
    Limits limits,
    Limits adminLimits) {
  public static final String LOOPBACK = "127.0.0.1";
  public static final int DEFAULT_PORT = 8001;
  public static final int DEFAULT_ADMIN_PORT = 8002;
  private static final int HIGHEST_PORT = 65_535;

  public ListenConfig {
    check("--port", port);
    check("--admin-port", adminPort);
    if (port == adminPort && port != 0) {
      throw new IllegalArgumentException(
          "--port and --admin-port are both " + port + "; each listener needs a port of its own");
    }
    if (adminToken.isPresent() && adminToken.get().isBlank()) {
      throw new IllegalArgumentException("--admin-token is empty; give a secret, or leave it out");
    }
    if (!HostName.of(bind).isLoopback() && adminToken.isEmpty()) {
      throw new IllegalArgumentException(
          "--bind "
              + bind
              + " would let other machines in without a token; add --admin-token TOKEN, or bind "
              + LOOPBACK);
    }
  }

  /** With the limits that are usual. */
  public ListenConfig(String bind, int port, int adminPort, Optional<String> adminToken) {
    this(bind, port, adminPort, adminToken, Limits.usual(), Limits.few());
  }

  private static void check(String option, int port) {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException(
          option + " must be from 0 (any free port) to " + HIGHEST_PORT + ", not " + port);
    }
  }

  /** Any free ports of this machine alone. */
  public static ListenConfig anyPorts() {
    return new ListenConfig(LOOPBACK, 0, 0, Optional.empty());
  }

  Endpoint publicEndpoint() {
    return new Endpoint("public", "--port", bind, port, adminToken, limits);
  }

  Endpoint adminEndpoint() {
    return new Endpoint("admin", "--admin-port", bind, adminPort, adminToken, adminLimits);
  }
}
