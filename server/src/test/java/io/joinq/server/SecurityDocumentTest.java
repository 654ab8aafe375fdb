package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every test that docs/security.md names is there. */
@Tag("fast")
class SecurityDocumentTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)#(\\w+)`");

  @Test
  void namesTestsThatExist() throws IOException {
    String document = Files.readString(ROOT.resolve("docs/security.md"));
    List<MatchResult> named = TEST.matcher(document).results().toList();

    assertThat(named).hasSizeGreaterThan(10);
    for (MatchResult test : named) {
      assertThat(source(test.group(1)))
          .as(test.group())
          .containsPattern("void " + test.group(2) + "\\(");
    }
  }

  private static String source(String name) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      Path file =
          files
              .filter(path -> path.endsWith(name + ".java"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("there is no " + name));
      return Files.readString(file);
    }
  }
}
