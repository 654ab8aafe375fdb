package io.joinq.server.http.transport;

import io.joinq.server.loop.HandlerMode;
import java.util.concurrent.Executor;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The threads that accept requests of the public listener. */
public final class PublicThreads implements Executor {
  // They read requests and write answers; the event loop runs the handlers.
  private static final int BESIDE_LOOP = 200;
  private static final String VIRTUAL_NAME = "http-public-virtual-";

  private final QueuedThreadPool pool;
  private final Executor executor;

  /**
   * @param poolThreads how many there are if handlers run on them
   */
  public PublicThreads(HandlerMode mode, int poolThreads) {
    pool = Listener.pool("public", mode == HandlerMode.POOL ? poolThreads : BESIDE_LOOP);
    if (mode == HandlerMode.VIRTUAL) {
      executor = VirtualThreads.getNamedVirtualThreadsExecutor(VIRTUAL_NAME);
      pool.setVirtualThreadsExecutor(executor);
    } else {
      executor = pool;
    }
  }

  public QueuedThreadPool pool() {
    return pool;
  }

  @Override
  public void execute(Runnable body) {
    executor.execute(body);
  }
}
