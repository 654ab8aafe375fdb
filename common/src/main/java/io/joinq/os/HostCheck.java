package io.joinq.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What this JVM and its user's limits must offer before a queue can be opened. Thread-safe. */
public final class HostCheck {
  /** A file of the log grows to half of this. */
  private static final long LEAST_FILE_SIZE = 1L << 30;

  private static final long LEAST_OPEN_FILES = 128;
  private static final Path LIMITS = Path.of("/proc/self/limits");

  private HostCheck() {}

  /** What is missing, and the remedy; empty if nothing is. Does not block. */
  public static Optional<String> problem() {
    List<String> limits = limits();
    return missingFlags(JvmFlags.missing())
        .or(() -> lowLimit(limits, "Max open files", LEAST_OPEN_FILES, "ulimit -n"))
        .or(() -> lowLimit(limits, "Max file size", LEAST_FILE_SIZE, "ulimit -f"))
        .or(HostCheck::noNativeLibrary);
  }

  static Optional<String> missingFlags(List<String> missing) {
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "this JVM lacks flags that Chronicle Queue needs; start it with "
                + String.join(" ", missing));
  }

  /**
   * @param limits as the kernel lists them in /proc/PID/limits: name, soft limit, hard limit, unit
   */
  static Optional<String> lowLimit(List<String> limits, String name, long least, String command) {
    return limits.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip().split(" +", 2)[0])
        .filter(limit -> !limit.equals("unlimited") && Long.parseLong(limit) < least)
        .map(
            limit ->
                "the limit '%s' of this process is %s, and a queue needs %d; raise it with %s"
                    .formatted(name.toLowerCase(Locale.ROOT), limit, least, command))
        .findFirst();
  }

  private static List<String> limits() {
    try {
      return Files.readAllLines(LIMITS);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Optional<String> noNativeLibrary() {
    try {
      Libc.load();
      return Optional.empty();
    } catch (LinkageError e) {
      return Optional.of(
          "the native library of JNA cannot be loaded: "
              + firstLine(e)
              + "; name a folder that can be written and is not mounted noexec with -Djna.tmpdir=DIR,"
              + " or one that has the library with -Djna.boot.library.path=DIR");
    }
  }

  private static String firstLine(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }
}
