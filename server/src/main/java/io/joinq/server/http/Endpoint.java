package io.joinq.server.http;

/**
 * Where a listener listens.
 *
 * @param name {@code public} or {@code admin}
 * @param option that sets the port
 * @param bind the address
 * @param port 0 for any free one
 */
public record Endpoint(String name, String option, String bind, int port) {
  String url(int realPort) {
    String host = bind.contains(":") ? "[" + bind + "]" : bind;
    return "http://" + host + ":" + realPort;
  }
}
