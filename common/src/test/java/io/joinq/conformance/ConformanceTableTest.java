package io.joinq.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Holds docs/conformance.md and the tests together. */
final class ConformanceTableTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern TEST_NAME = Pattern.compile("`([A-Z]\\w+)#(\\w+)`");
  private static final List<Class<?>> SUITE =
      List.of(
          PutConformance.class,
          TakeConformance.class,
          SizeConformance.class,
          OrderConformance.class,
          JoinConformance.class,
          LeaseConformance.class,
          CancelConformance.class,
          ShutdownConformance.class,
          FaultConformance.class,
          CrashConformance.class);

  @Test
  void everyTestThatTheTableNamesExists() throws IOException {
    Map<String, String> sources = sourcesOfTests();
    Set<String> missing = new TreeSet<>();
    for (String name : namesInTable()) {
      String source = sources.getOrDefault(name.substring(0, name.indexOf('#')), "");
      if (!source.contains("void " + name.substring(name.indexOf('#') + 1) + "(")) {
        missing.add(name);
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyTestOfTheSuiteIsInTheTable() throws IOException {
    Set<String> tests = new TreeSet<>();
    for (Class<?> part : SUITE) {
      Arrays.stream(part.getDeclaredMethods())
          .filter(ConformanceTableTest::isTest)
          .forEach(method -> tests.add(part.getSimpleName() + "#" + method.getName()));
    }
    assertThat(tests).hasSizeGreaterThan(60);
    assertThat(namesInTable()).containsAll(tests);
  }

  @Test
  void everyPartOfTheSuiteIsRunWithTheChronicleEngine() throws IOException {
    Map<String, String> sources = sourcesOfTests();
    for (Class<?> part : SUITE) {
      assertThat(sources.values())
          .as(part.getSimpleName())
          .anyMatch(source -> source.contains("extends " + part.getSimpleName() + " {"));
    }
    assertThat(sources.keySet().stream().filter(name -> name.endsWith("Conformance")).count())
        .as("the parts and what they have in common")
        .isEqualTo(SUITE.size() + 1);
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }

  private static Set<String> namesInTable() throws IOException {
    String table = Files.readString(ROOT.resolve("docs/conformance.md"));
    return TEST_NAME
        .matcher(table)
        .results()
        .map(match -> match.group(1) + "#" + match.group(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The text of every test class of every module, by its simple name. */
  private static Map<String, String> sourcesOfTests() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .flatMap(ConformanceTableTest::javaFiles)
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  ConformanceTableTest::read,
                  (one, other) -> one + other));
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
