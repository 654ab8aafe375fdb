package io.joinq.lab.chaos;

import io.joinq.lab.chaos.eventlog.EventLog;
import io.joinq.lab.chaos.eventlog.Verb;
import io.joinq.queue.JoinableQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * The lifetime of a child: it ends when its parent closes its stdin, or dies. A thread logs when
 * the child got no processor, because no call can return in time then.
 */
final class ChildLife {
  private static final long TICK_NANOS = Duration.ofMillis(10).toNanos();
  private static final long GAP_NANOS = Duration.ofMillis(50).toNanos();

  private final EventLog log;
  private volatile boolean running = true;

  private ChildLife(EventLog log) {
    this.log = log;
  }

  /** What a child does again and again. */
  @FunctionalInterface
  interface Deed {
    void once() throws Exception;
  }

  /** Makes it of what a child has. */
  @FunctionalInterface
  interface DeedMaker {
    Deed of(ChildSetup setup, EventLog log, JoinableQueue queue);
  }

  /** A whole life, with a queue that is opened in it and closed. */
  static void live(String[] arguments, Function<ChildSetup, JoinableQueue> opening, DeedMaker maker)
      throws Exception {
    ChildSetup setup = ChildSetup.of(arguments);
    try (EventLog log = new EventLog(setup.log())) {
      ChildLife life = begin(log);
      try (JoinableQueue queue = opening.apply(setup)) {
        log.write(Verb.OPENED);
        Deed deed = maker.of(setup, log, queue);
        while (life.isRunning()) {
          deed.once();
        }
      }
      log.write(Verb.FINISHED);
    }
  }

  static ChildLife begin(EventLog log) {
    ChildLife life = new ChildLife(log);
    log.write(Verb.STARTED, ProcessHandle.current().pid());
    start("stdin", life::awaitEnd);
    start("ticker", life::tick);
    return life;
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, "chaos-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  boolean isRunning() {
    return running;
  }

  /** Ends it from within. */
  void end() {
    running = false;
  }

  private void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever written to it.
      }
    } catch (IOException e) {
      // The parent is gone.
    }
    running = false;
  }

  private void tick() {
    long last = System.nanoTime();
    while (running) {
      LockSupport.parkNanos(TICK_NANOS);
      long now = System.nanoTime();
      if (now - last > GAP_NANOS) {
        log.writeAt(now, Verb.GAP, last);
      }
      last = now;
    }
  }
}
