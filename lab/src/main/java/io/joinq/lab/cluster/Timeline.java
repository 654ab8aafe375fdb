package io.joinq.lab.cluster;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A timeline of observations: one line each, with milliseconds since the start. Thread-safe. */
public final class Timeline {

  /** Who observed, or did, what a line says. */
  public enum Who {
    DEMO,
    CLIENT,
    SERVER,
    HEARTBEAT,
    WORKER,
    QUEUE
  }

  private final PrintStream out;
  private final long startedNanos = System.nanoTime();

  public Timeline(PrintStream out) {
    this.out = out;
  }

  /** One that nobody reads. */
  public static Timeline silent() {
    return new Timeline(
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
  }

  public synchronized void say(Who who, String what) {
    long elapsedMs = (System.nanoTime() - startedNanos) / 1_000_000;
    String name = who.name().toLowerCase(Locale.ROOT);
    out.printf(Locale.ROOT, "%7d ms  %-9s  %s%n", elapsedMs, name, what);
  }

  /** Text that belongs to the line above it, as the frames of a stack do. */
  public synchronized void quote(Iterable<String> lines) {
    for (String line : lines) {
      out.printf("%23s| %s%n", "", line);
    }
  }
}
