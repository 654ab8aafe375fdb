package io.joinq.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Resource usage of a process, from /proc.
 *
 * @param cpuNanos processor time since its start
 * @param rssBytes resident memory
 * @param stopped whether a signal has stopped it
 */
record ProcessVitals(long cpuNanos, long rssBytes, boolean stopped) {
  // USER_HZ, which every Linux shows to programs.
  private static final long NANOS_PER_TICK = 10_000_000;
  private static final long PAGE = pageSize();

  /** Empty if there is no such process or it has ended, and where there is no /proc. */
  static Optional<ProcessVitals> of(long pid) {
    return ProcessStat.of(pid)
        .filter(stat -> !stat.isZombie())
        .map(
            stat ->
                new ProcessVitals(
                    stat.cpuTicks() * NANOS_PER_TICK, stat.rssPages() * PAGE, stat.isStopped()));
  }

  /** Resource usage of this process. */
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
