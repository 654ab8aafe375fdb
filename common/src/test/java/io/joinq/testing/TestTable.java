package io.joinq.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A document that names tests, as {@code `SomeTest#someMethod`}. */
public final class TestTable {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern TEST_NAME = Pattern.compile("`([A-Z]\\w+)#(\\w+)`");

  private final String text;

  private TestTable(String text) {
    this.text = text;
  }

  /**
   * @param document relative to the root of the project
   */
  public static TestTable in(String document) throws IOException {
    return new TestTable(Files.readString(ROOT.resolve(document)));
  }

  public String text() {
    return text;
  }

  /** The tests that it names. */
  public Set<String> names() {
    return TEST_NAME
        .matcher(text)
        .results()
        .map(match -> match.group(1) + "#" + match.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Those of them that do not exist. */
  public Set<String> missing() throws IOException {
    Map<String, String> sources = sources();
    Set<String> missing = new TreeSet<>();
    for (String name : names()) {
      String source = sources.getOrDefault(name.substring(0, name.indexOf('#')), "");
      if (!source.contains("void " + name.substring(name.indexOf('#') + 1) + "(")) {
        missing.add(name);
      }
    }
    return missing;
  }

  /** The text of every test class of every module, by its simple name. */
  public static Map<String, String> sources() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .flatMap(TestTable::javaFiles)
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  TestTable::read,
                  (one, other) -> one + other));
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
