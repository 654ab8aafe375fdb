package io.joinq.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
final class TailReaderTest {
  private static String tail(String text) {
    TailReader tail =
        new TailReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    tail.run();
    return tail.text();
  }

  @Test
  void keepsAllOfWhatIsShort() {
    assertThat(tail("")).isEmpty();
    assertThat(tail("one\ntwo\n")).isEqualTo("one\ntwo");
  }

  @ParameterizedTest
  @ValueSource(ints = {8_191, 8_192, 8_193, 16_384, 50_001})
  void keepsTheLastEightKibibytesOfWhatIsLong(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + i % 26));
    }

    assertThat(tail(text.toString()))
        .isEqualTo(text.substring(Math.max(0, length - TailReader.KEPT_BYTES)));
  }
}
