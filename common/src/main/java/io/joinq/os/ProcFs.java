package io.joinq.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** Facts from {@code /proc} about this machine and its processes. */
public final class ProcFs {
  private static final long UNKNOWN = 0;

  private ProcFs() {}

  /** Identifies the time since the machine booted; all zero where the kernel does not tell. */
  public static UUID bootId() {
    try {
      return UUID.fromString(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    } catch (IOException | IllegalArgumentException e) {
      return new UUID(0, 0);
    }
  }

  /**
   * Where a link among the files of this process leads, such as {@code fd/1} or {@code ns/pid};
   * with an empty name, the pid by which /proc knows it.
   *
   * @return empty if it is not there
   */
  public static Optional<String> linkOfSelf(String name) {
    try {
      return Optional.of(Files.readSymbolicLink(Path.of("/proc/self", name)).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns when the process started, in clock ticks after boot; 0 if there is no such process. */
  public static long startTime(long pid) {
    return ProcessStat.of(pid).map(ProcessStat::startTicks).orElse(UNKNOWN);
  }

  /** Returns whether this process, and no later one with its pid, exists and is no zombie. */
  public static boolean isAlive(long pid, long startTime) {
    return alive(pid, startTime).isPresent();
  }

  /** Returns whether the process is stopped by a signal. */
  public static boolean isStopped(long pid) {
    return ProcessStat.of(pid).filter(ProcessStat::isStopped).isPresent();
  }

  /** Returns whether this process is alive and not stopped by a signal. */
  public static boolean isRunning(long pid, long startTime) {
    return alive(pid, startTime).filter(stat -> !stat.isStopped()).isPresent();
  }

  private static Optional<ProcessStat> alive(long pid, long startTime) {
    return ProcessStat.of(pid).filter(stat -> !stat.isZombie() && stat.startTicks() == startTime);
  }
}
