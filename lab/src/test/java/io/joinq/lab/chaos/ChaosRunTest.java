package io.joinq.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.lab.chaos.eventlog.EventLog;
import io.joinq.lab.chaos.eventlog.Verb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of a run that need no child. */
@Tag("fast")
class ChaosRunTest {
  @TempDir private Path folder;

  @Test
  void knowsEveryStepOfTheProtocol() throws ClassNotFoundException {
    List<String> steps =
        Arrays.stream(
                Class.forName("io.joinq.queue.chronicle.failpoint.FailPoint").getEnumConstants())
            .map(Object::toString)
            .toList();
    assertThat(
            Stream.of(FailPoints.SELDOM, FailPoints.PUT, FailPoints.DELIVERY, FailPoints.ELSEWHERE)
                .flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(steps);
  }

  @Test
  void tellsAPayloadFromADamagedOne() {
    Payload payload = new Payload("P1.17", true, 20_000);
    byte[] bytes = payload.toBytes();
    assertThat(Payload.of(bytes)).isEqualTo(payload);
    assertThat(payload.isIntact(bytes)).isTrue();
    bytes[19_000]++;
    assertThat(Payload.of(bytes).isIntact(bytes)).isFalse();
    assertThat(Payload.of(bytes).isIntact(Arrays.copyOf(bytes, 10_000))).isFalse();
  }

  @Test
  void readsLogsUpToTheLastWholeLine() throws Exception {
    Files.writeString(folder.resolve("P1.log"), "0 STARTED 1\n10 INTENT P1.0\n20 INTENT P1");
    assertThat(Evidence.read(folder).intents()).containsExactly("P1.0");
  }

  @Test
  void writesWhatItReads() throws Exception {
    try (EventLog log = new EventLog(folder.resolve("P1.log"))) {
      log.write(Verb.STARTED, 1);
      log.write(Verb.INTENT, "P1.0");
    }
    assertThat(Evidence.read(folder).intents()).containsExactly("P1.0");
  }
}
