package io.joinq.server.loop;

import java.util.Locale;

/** Where the handlers of the public listener run: on the loop, on a pool or on virtual threads. */
public enum HandlerMode {
  /** All on one thread, the event loop: the incident. */
  LOOP,
  /** Each on the thread of the listener's pool that its request came in on. */
  POOL,
  /** Each on a virtual thread of its own. */
  VIRTUAL;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
