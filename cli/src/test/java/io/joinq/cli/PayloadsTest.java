package io.joinq.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.queue.PayloadTooLargeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("fast")
class PayloadsTest {
  private final Payloads payloads = new Payloads(4);

  private static InputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  @Test
  void readsUpToTheLimit(@TempDir Path folder) throws IOException {
    assertThat(payloads.ofStream(in("abcd"))).asString(UTF_8).isEqualTo("abcd");
    Path file = Files.writeString(folder.resolve("f"), "abcd");
    assertThat(payloads.ofFile(file)).asString(UTF_8).isEqualTo("abcd");
  }

  @Test
  void refusesWhatIsOverTheLimit(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "abcde");
    assertThatThrownBy(() -> payloads.ofFile(file)).isInstanceOf(PayloadTooLargeException.class);
    assertThatThrownBy(() -> payloads.ofStream(in("abcde")))
        .isInstanceOf(PayloadTooLargeException.class);
    assertThatThrownBy(() -> payloads.nextLine(in("abcde\n")))
        .isInstanceOf(PayloadTooLargeException.class);
  }

  @Test
  void splitsLinesAndKeepsEmptyOnes() throws IOException {
    InputStream lines = in("ab\n\ncd");
    assertThat(payloads.nextLine(lines)).asString(UTF_8).isEqualTo("ab");
    assertThat(payloads.nextLine(lines)).isEmpty();
    assertThat(payloads.nextLine(lines)).asString(UTF_8).isEqualTo("cd");
    assertThat(payloads.nextLine(lines)).isNull();
  }

  @Test
  void makesNoTaskOfTheEndAfterTheLastLineFeed() throws IOException {
    InputStream lines = in("ab\n");
    assertThat(payloads.nextLine(lines)).asString(UTF_8).isEqualTo("ab");
    assertThat(payloads.nextLine(lines)).isNull();
  }
}
