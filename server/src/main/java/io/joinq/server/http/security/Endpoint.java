package io.joinq.server.http.security;

import java.util.Optional;

/**
 * The address of a listener and who may use it.
 *
 * @param name {@code public} or {@code admin}
 * @param option that sets the port
 * @param bind the address
 * @param port 0 for any free one
 * @param token what requests must bear; {@link AccessPolicy} says which
 */
public record Endpoint(
    String name, String option, String bind, int port, Optional<String> token, Limits limits) {

  public String url(int realPort) {
    String host = bind.contains(":") ? "[" + bind + "]" : bind;
    return "http://" + host + ":" + realPort;
  }

  boolean isLoopback() {
    return HostName.of(bind).isLoopback();
  }
}
