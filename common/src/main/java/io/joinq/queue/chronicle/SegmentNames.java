package io.joinq.queue.chronicle;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The names that Chronicle gives to segments that {@link LogClock} began: minutes after 1970. */
final class SegmentNames {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmm").withZone(ZoneOffset.UTC);

  private SegmentNames() {}

  static String of(int cycle) {
    return FORMAT.format(Instant.ofEpochMilli((long) cycle * LogClock.CYCLE_MILLIS));
  }
}
