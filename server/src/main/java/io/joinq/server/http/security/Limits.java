package io.joinq.server.http.security;

import java.time.Duration;

/**
 * Limits on the connections, requests and memory of a listener.
 *
 * @param connections more than these wait, unaccepted, until others are closed
 * @param idle after which a connection is closed on which nothing moves and no answer is awaited
 * @param headers within which a request's line and headers must have come
 * @param window in which a body or an answer that is on its way must move on
 * @param bytesPerWindow by so much at the least
 */
public record Limits(
    int connections, Duration idle, Duration headers, Duration window, long bytesPerWindow) {
  public static final int MOST_HEADER_BYTES = 8 << 10;
  private static final Limits USUAL =
      new Limits(
          4_000, Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(10), 10 << 10);

  /** Of a public listener. */
  public static Limits usual() {
    return USUAL;
  }

  /** Of a listener that few people use. */
  public static Limits few() {
    return new Limits(200, USUAL.idle, USUAL.headers, USUAL.window, USUAL.bytesPerWindow);
  }
}
