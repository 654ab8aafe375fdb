package io.joinq.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;

/**
 * The standard error stream for processes that must go on when nobody reads it. A pipe with a stuck
 * reader takes 64 KiB and then blocks each thread that logs: an event loop, a supervisor.
 */
public final class StandardError {
  private static final int MOST_BYTES = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static DroppingStream stream;

  private StandardError() {}

  /**
   * Makes {@link System#err} non-blocking: up to 1 MiB waits in memory for its reader; what exceeds
   * that is dropped and counted.
   */
  public static synchronized void neverBlock() {
    if (stream == null) {
      stream = new DroppingStream(new FileOutputStream(FileDescriptor.err), MOST_BYTES);
      System.setErr(new PrintStream(stream, true, Charset.defaultCharset()));
      Runtime.getRuntime().addShutdownHook(new Thread(StandardError::flush, "flush-stderr"));
    }
  }

  /** Waits for the reader, for a second at most. To be called before this process is halted. */
  public static void flush() {
    DroppingStream written = stream();
    if (written == null) {
      return;
    }
    try {
      written.awaitPassed(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static synchronized DroppingStream stream() {
    return stream;
  }
}
