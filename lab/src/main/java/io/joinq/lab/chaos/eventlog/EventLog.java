package io.joinq.lab.chaos.eventlog;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The observations of one process, one line each. A line is one system call, so it exists
 * completely or not at all when the process is killed, and it survives the process. Thread-safe.
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
