package io.joinq.queue.chronicle.log;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Chronicle's names for segments under {@link LogClock}: minutes after 1970. */
public final class SegmentNames {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmm").withZone(ZoneOffset.UTC);

  private static final String SUFFIX = ".cq4";

  private SegmentNames() {}

  static String of(int cycle) {
    return FORMAT.format(Instant.ofEpochMilli((long) cycle * LogClock.CYCLE_MILLIS));
  }

  public static Path file(Path folder, int cycle) {
    return folder.resolve(of(cycle) + SUFFIX);
  }

  /** The segments in a folder by their cycle; files of other names are none. */
  public static NavigableMap<Integer, Path> in(Path folder) throws IOException {
    NavigableMap<Integer, Path> segments = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        int cycle = cycle(file.getFileName().toString());
        if (cycle > 0) {
          segments.put(cycle, file);
        }
      }
    } catch (NoSuchFileException e) {
      // No folder, no segments.
    }
    return segments;
  }

  private static int cycle(String name) {
    try {
      String minute = name.substring(0, name.length() - SUFFIX.length());
      long seconds = LocalDateTime.parse(minute, FORMAT).toEpochSecond(ZoneOffset.UTC);
      return Math.toIntExact(seconds * 1000 / LogClock.CYCLE_MILLIS);
    } catch (DateTimeException | ArithmeticException e) {
      return -1;
    }
  }
}
