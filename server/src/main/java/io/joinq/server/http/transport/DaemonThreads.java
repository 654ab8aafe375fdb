package io.joinq.server.http.transport;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates numbered daemon threads. */
public final class DaemonThreads implements ThreadFactory {
  private final String name;
  private final AtomicInteger made = new AtomicInteger();

  public DaemonThreads(String name) {
    this.name = name;
  }

  @Override
  public Thread newThread(Runnable body) {
    Thread thread = new Thread(body, name + "-" + made.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
