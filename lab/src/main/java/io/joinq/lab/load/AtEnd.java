package io.joinq.lab.load;

import io.joinq.lab.cluster.ClusterException;

/** Ends something exactly once: at close, or when this JVM ends by any signal that it can catch. */
final class AtEnd implements AutoCloseable {
  private final Runnable end;
  private final Thread hook = new Thread(this::run, "load-end");
  private boolean ended;

  /**
   * @throws ClusterException if this JVM is ending already; then it has been ended
   */
  AtEnd(Runnable end) {
    this.end = end;
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      run();
      throw new ClusterException("this JVM is ending; nothing is started any more", e);
    }
  }

  private synchronized void run() {
    if (!ended) {
      ended = true;
      end.run();
    }
  }

  @Override
  public void close() {
    run();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This JVM is ending, and the hook finds nothing to do.
    }
  }
}
