package io.joinq.lab.chaos.eventlog;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What one process observed, a line per event. A line is written by one call of the system, so that
 * it is either there or not when the process is killed: what was written is the kernel's. May be
 * used from any thread.
 */
public final class EventLog implements AutoCloseable {
  public static final String SUFFIX = ".log";

  private final FileOutputStream out;

  public EventLog(Path file) {
    try {
      out = new FileOutputStream(file.toFile(), true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the log " + file, e);
    }
  }

  public void write(Verb verb, Object... words) {
    writeAt(System.nanoTime(), verb, words);
  }

  /** Writes what happened at a time that has been. */
  public void writeAt(long nanos, Verb verb, Object... words) {
    StringBuilder line = new StringBuilder(96).append(nanos).append(' ').append(verb);
    for (Object word : words) {
      line.append(' ').append(word);
    }
    try {
      out.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
