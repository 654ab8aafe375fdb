package io.joinq.bench;

import java.io.IOException;

/** Watches stdin, a pipe from the parent; its end means that the work is over. */
final class StdinWatch {
  private volatile boolean ended;

  private StdinWatch() {}

  static StdinWatch start() {
    return start(() -> {});
  }

  /** For a process that then ends at once: its starter is dead. */
  static void exitAtEnd() {
    start(() -> Runtime.getRuntime().halt(1));
  }

  private static StdinWatch start(Runnable atEnd) {
    StdinWatch watch = new StdinWatch();
    Thread thread =
        new Thread(
            () -> {
              awaitEnd();
              watch.ended = true;
              atEnd.run();
            },
            "stdin");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  private static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said on it.
      }
    } catch (IOException e) {
      // As good as the end.
    }
  }

  boolean hasEnded() {
    return ended;
  }
}
