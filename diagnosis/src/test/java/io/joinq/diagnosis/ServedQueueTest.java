package io.joinq.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("fast")
class ServedQueueTest {
  @TempDir private Path temp;

  private static ServedQueue queue(Path folder) {
    return ServedQueue.of(URI.create("chronicle:" + folder));
  }

  @Test
  void isTheSameByARelativePathAndThroughALink() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("queue"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), folder);
    Path relative = Path.of("").toAbsolutePath().relativize(folder);
    ServedQueue queue = queue(folder);
    assertThat(queue.is(queue(link).url())).isTrue();
    assertThat(queue.is(queue(relative).url())).isTrue();
    assertThat(queue(link).is(queue.url())).isTrue();
    assertThat(queue.is(queue(temp.resolve("other")).url())).isFalse();
  }

  @Test
  void writesAUrlThatItReadsAgain() {
    ServedQueue queue = ServedQueue.of(URI.create("chronicle:/my%20queue/%C3%A4%25"));
    assertThat(queue.url()).startsWith("chronicle:/my%20queue/");
    assertThat(queue.is(queue.url())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "chronicle:", "chronicle:/my queue", "other:/q", "/q", "%", "chronicle:%00"})
  void isNothingThatSomebodyElseMaySay(String url) {
    assertThat(ServedQueue.of(URI.create("chronicle:/q")).is(url)).isFalse();
  }
}
