package io.joinq.server.put;

import java.time.Duration;

/** Until when a client waits for what becomes of its put. It can only shorten the put timeout. */
public final class ClientDeadline {
  /** Of a client that says nothing of it. */
  public static final ClientDeadline NONE = new ClientDeadline(0, false);

  private final long atNanos;
  private final boolean isSet;

  private ClientDeadline(long atNanos, boolean isSet) {
    this.atNanos = atNanos;
    this.isSet = isSet;
  }

  /**
   * @param atNanos in terms of {@link System#nanoTime}
   */
  public static ClientDeadline at(long atNanos) {
    return new ClientDeadline(atNanos, true);
  }

  /** What is left of the client's time, and no more than the timeout; zero tries once. */
  Duration within(Duration timeout) {
    if (!isSet) {
      return timeout;
    }
    Duration left = Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
    return left.compareTo(timeout) < 0 ? left : timeout;
  }
}
