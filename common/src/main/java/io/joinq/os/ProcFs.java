package io.joinq.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** What the kernel tells of processes and of itself in /proc. */
public final class ProcFs {
  private static final int STATE_FIELD = 0;
  private static final int START_TIME_FIELD = 19;
  private static final long UNKNOWN = 0;

  private ProcFs() {}

  /** An identity of the time since the machine started. */
  public static UUID bootId() {
    try {
      return UUID.fromString(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    } catch (IOException | IllegalArgumentException e) {
      return new UUID(0, 0);
    }
  }

  /** When the process started, in clock ticks after boot; with the pid it names it for ever. */
  public static long startTime(long pid) {
    String[] fields = stat(pid);
    return fields.length > START_TIME_FIELD ? Long.parseLong(fields[START_TIME_FIELD]) : UNKNOWN;
  }

  /** Whether this very process (no later one with its pid) exists and is no zombie. */
  public static boolean isAlive(long pid, long startTime) {
    return isAlive(stat(pid), startTime);
  }

  private static boolean isAlive(String[] fields, long startTime) {
    return fields.length > START_TIME_FIELD
        && !fields[STATE_FIELD].equals("Z")
        && !fields[STATE_FIELD].equals("X")
        && Long.parseLong(fields[START_TIME_FIELD]) == startTime;
  }

  /** Whether the process is stopped by a signal. */
  public static boolean isStopped(long pid) {
    return isStopped(stat(pid));
  }

  /** Whether this very process is alive and not stopped by a signal. */
  public static boolean isRunning(long pid, long startTime) {
    String[] fields = stat(pid);
    return isAlive(fields, startTime) && !isStopped(fields);
  }

  private static boolean isStopped(String[] fields) {
    return fields.length > 0
        && (fields[STATE_FIELD].equals("T") || fields[STATE_FIELD].equals("t"));
  }

  /** The fields after the command's name, which may itself contain anything; empty if gone. */
  private static String[] stat(long pid) {
    try {
      String line =
          new String(
              Files.readAllBytes(Path.of("/proc/" + pid + "/stat")), StandardCharsets.ISO_8859_1);
      return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    } catch (IOException e) {
      return new String[0];
    }
  }
}
