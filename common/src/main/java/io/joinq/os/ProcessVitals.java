package io.joinq.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a process uses, as /proc tells it.
 *
 * @param cpuNanos processor time since its start
 * @param rssBytes memory that it really uses
 * @param stopped by a signal
 */
record ProcessVitals(long cpuNanos, long rssBytes, boolean stopped) {
  private static final int STATE = 0;
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;
  private static final int RSS_PAGES = 21;
  // USER_HZ, which every Linux shows to programs.
  private static final long NANOS_PER_TICK = 10_000_000;
  private static final long PAGE = pageSize();

  /** Empty if there is no such process or it has ended, and where there is no /proc. */
  static Optional<ProcessVitals> of(long pid) {
    try {
      String stat =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      // After the name, which may itself contain anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      if (fields[STATE].equals("Z") || fields[STATE].equals("X")) {
        return Optional.empty();
      }
      long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
      boolean stopped = fields[STATE].equals("T") || fields[STATE].equals("t");
      long rss = Long.parseLong(fields[RSS_PAGES]) * PAGE;
      return Optional.of(new ProcessVitals(ticks * NANOS_PER_TICK, rss, stopped));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** That of this process, told by the kernel in two units. */
  private static long pageSize() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
        if (line.startsWith("KernelPageSize:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException e) {
      // The usual, then.
    }
    return 4_096;
  }
}
