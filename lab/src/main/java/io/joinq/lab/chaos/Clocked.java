package io.joinq.lab.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A call with a timeout, from its start on this thread to {@link #end}.
 *
 * @param start as {@link System#nanoTime}
 * @param waited how long this thread had waited for a processor until then, as the kernel counts it
 */
record Clocked(long start, long timeout, long waited) {
  private static final Path SCHEDULED = Path.of("/proc/thread-self/schedstat");

  static Clocked begin(Duration timeout) {
    long waited = waitedByNow();
    return new Clocked(System.nanoTime(), timeout.toNanos(), waited);
  }

  /** To be asked right after the call: what the log has of it, but for its end. */
  String end() {
    return start + " " + timeout + " " + (waitedByNow() - waited);
  }

  /** What the log has of a call that had no timeout. */
  static String untimed(long start) {
    return start + " -1 0";
  }

  private static long waitedByNow() {
    try {
      String[] counts = Files.readString(SCHEDULED, StandardCharsets.US_ASCII).split(" ", -1);
      return Long.parseLong(counts[1]);
    } catch (IOException e) {
      // Not counted by this kernel.
      return 0;
    }
  }
}
