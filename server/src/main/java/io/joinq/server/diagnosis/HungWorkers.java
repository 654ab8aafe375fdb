package io.joinq.server.diagnosis;

import io.joinq.diagnosis.ServerReport;
import io.joinq.diagnosis.ThreadDump;
import io.joinq.server.events.Event;
import io.joinq.server.events.EventKind;
import io.joinq.server.events.Events;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Reads what the supervisor recorded about hung workers: its events and the thread dump files. */
final class HungWorkers {
  private static final Duration LATELY = Duration.ofMinutes(10);
  private static final int MOST = 4;

  private HungWorkers() {}

  /** Newest first, only a few. Reads one file each. */
  static List<ServerReport.Hung> lately(Events events) {
    Instant since = Instant.now().minus(LATELY);
    return events.recent().stream()
        .filter(event -> event.kind() == EventKind.WORKER_HUNG && event.at().isAfter(since))
        .sorted(Comparator.comparingLong(Event::id).reversed())
        .limit(MOST)
        .map(HungWorkers::hung)
        .toList();
  }

  private static ServerReport.Hung hung(Event event) {
    String dump = event.fields().get("dump").toString();
    Object task = event.fields().get("task_id");
    return new ServerReport.Hung(
        ((Number) event.fields().get("worker")).intValue(),
        ((Number) event.fields().get("pid")).longValue(),
        task == null ? null : task.toString(),
        event.at().toString(),
        event.fields().get("reason").toString(),
        dump,
        inside(Path.of(dump)));
  }

  private static List<String> inside(Path dump) {
    try {
      return ThreadDump.inside(Files.readString(dump));
    } catch (IOException e) {
      // It is not written yet, or could not be; the supervisor's log has why.
      return List.of();
    }
  }
}
