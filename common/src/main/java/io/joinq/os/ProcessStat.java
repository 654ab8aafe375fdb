package io.joinq.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The fields of {@code /proc/PID/stat} that joinq uses; proc(5) describes them all.
 *
 * @param state one letter, such as {@code R} running, {@code T} stopped, {@code Z} zombie
 * @param session id of the session that the process belongs to
 * @param cpuTicks processor time in user and kernel mode since the start, in clock ticks
 * @param startTicks start of the process, in clock ticks after boot; with the pid it identifies the
 *     process
 * @param rssPages resident memory, in pages
 */
public record ProcessStat(char state, long session, long cpuTicks, long startTicks, long rssPages) {
  // Positions after the command's name, which is in parentheses and may contain anything.
  private static final int STATE = 0;
  private static final int SESSION = 3;
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;
  private static final int START_TICKS = 19;
  private static final int RSS_PAGES = 21;

  /** Reads the fields; empty if there is no such process, or no {@code /proc}. */
  public static Optional<ProcessStat> of(long pid) {
    try {
      String line =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      return Optional.of(
          new ProcessStat(
              fields[STATE].charAt(0),
              Long.parseLong(fields[SESSION]),
              Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]),
              Long.parseLong(fields[START_TICKS]),
              Long.parseLong(fields[RSS_PAGES])));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns whether a signal, or a tracer, has stopped the process. */
  public boolean isStopped() {
    return state == 'T' || state == 't';
  }

  /** Returns whether the process has ended and only waits for its parent to notice. */
  public boolean isZombie() {
    return state == 'Z' || state == 'X';
  }
}
