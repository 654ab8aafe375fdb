package io.joinq.server;

import io.joinq.server.loop.HandlerMode;

/**
 * Configures where handlers run.
 *
 * @param poolThreads of the public listener with {@link HandlerMode#POOL}, those few included that
 *     wait for connections
 */
public record HandlersConfig(HandlerMode mode, int poolThreads) {
  /** Javalin's own default. */
  public static final int DEFAULT_POOL_THREADS = 250;

  public static final int LEAST_POOL_THREADS = 8;
  public static final int MOST_POOL_THREADS = 10_000;
  private static final int FIRST_WITH_VIRTUAL = 21;

  public HandlersConfig {
    if (mode == HandlerMode.VIRTUAL && Runtime.version().feature() < FIRST_WITH_VIRTUAL) {
      throw new IllegalArgumentException(
          "--handlers virtual needs JDK "
              + FIRST_WITH_VIRTUAL
              + " or later, and this is JDK "
              + Runtime.version()
              + " at "
              + System.getProperty("java.home")
              + "; start it with JAVA_HOME of a later one, or use --handlers pool");
    }
    if (poolThreads < LEAST_POOL_THREADS || poolThreads > MOST_POOL_THREADS) {
      throw new IllegalArgumentException(
          "--pool-threads must be from "
              + LEAST_POOL_THREADS
              + " to "
              + MOST_POOL_THREADS
              + ", not "
              + poolThreads);
    }
  }
}
