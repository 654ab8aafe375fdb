package io.joinq.server.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("fast")
@Timeout(30)
class EventFileTest {
  private static final long FEW_BYTES = 1_000;

  @TempDir Path folder;

  private final Events events = new Events(Clock.systemUTC());

  private Path file() {
    return folder.resolve("new").resolve("events.jsonl");
  }

  @Test
  void hasALineForEachEvent() throws IOException {
    events.publish(EventKind.SERVER_STARTED);
    EventFile writer = EventFile.start(events, file());
    await().until(() -> Files.exists(file()));
    events.publish(EventKind.SERVER_STOPS);
    writer.close();

    List<String> lines = Files.readAllLines(file());
    assertThat(lines).hasSize(2).allMatch(line -> line.matches("\\{\"id\":\\d+,\"at\":\"2.*\"}"));
    assertThat(lines.get(1)).contains("\"event\":\"server_stops\"");
  }

  @Test
  void hasTheLastToo() throws IOException {
    for (int life = 0; life < 30; life++) {
      Path file = folder.resolve("life-" + life + ".jsonl");
      Events some = new Events(Clock.systemUTC());
      EventFile writer = EventFile.start(some, file);
      IntStream.range(0, life).forEach(i -> some.publish(EventKind.WORKER_STARTED));
      Event last = some.publish(EventKind.SERVER_STOPS);
      writer.close();

      assertThat(read(file)).as("after life %d", life).contains("\"id\":" + last.id());
    }
  }

  @Test
  void isForItsOwnersEyesOnly() throws IOException {
    events.publish(EventKind.SERVER_STARTED);
    EventFile.start(events, file()).close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void staysSmallHoweverMuchHappens() throws IOException {
    EventFile writer = EventFile.start(events, file(), FEW_BYTES);
    for (int i = 0; i < 200; i++) {
      Event event = events.publish(EventKind.WORKER_STARTED);
      await()
          .pollInterval(Duration.ofMillis(2))
          .until(() -> read(file()).contains("\"id\":" + event.id()));
    }
    writer.close();

    assertThat(Files.size(file())).isLessThanOrEqualTo(FEW_BYTES);
    assertThat(Files.size(EventFile.older(file()))).isLessThanOrEqualTo(FEW_BYTES);
    try (var files = Files.list(file().getParent())) {
      assertThat(files).hasSize(2);
    }
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  @Test
  void holdsUpNobodyWhereItCannotBeWritten() throws IOException {
    Files.createFile(folder.resolve("new"));
    EventFile writer = EventFile.start(events, file());
    IntStream.range(0, 10).forEach(i -> events.publish(EventKind.WORKER_STARTED));
    writer.close();

    assertThat(events.recent()).hasSize(10);
  }
}
