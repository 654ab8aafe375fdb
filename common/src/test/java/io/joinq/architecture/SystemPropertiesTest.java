package io.joinq.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Holds docs/system-properties.md and the sources together. */
@Tag("fast")
class SystemPropertiesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern READ =
      Pattern.compile("get(?:Integer|Long|Boolean|Property)\\(\\s*\"(joinq\\.\\w+)\"");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(joinq\\.\\w+)` \\|");

  @Test
  void theDocumentNamesEveryPropertyThatIsRead() throws IOException {
    Set<String> read = new TreeSet<>();
    for (String module : new String[] {"common", "worker", "diagnosis", "server", "cli"}) {
      try (Stream<Path> sources = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
          read.addAll(names(READ, source));
        }
      }
    }

    assertThat(names(ROW, ROOT.resolve("docs/system-properties.md"))).isEqualTo(read);
  }

  private static Set<String> names(Pattern pattern, Path file) throws IOException {
    return pattern
        .matcher(Files.readString(file))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
