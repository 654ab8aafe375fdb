package io.joinq.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.testing.TestTable;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Holds docs/conformance.md and the tests together. */
@Tag("process")
final class ConformanceTableTest {
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
    assertThat(table().missing()).isEmpty();
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
    assertThat(table().names()).containsAll(tests);
  }

  @Test
  void everyPartOfTheSuiteIsRunWithTheChronicleEngine() throws IOException {
    Map<String, String> sources = TestTable.sources();
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

  private static TestTable table() throws IOException {
    return TestTable.in("docs/conformance.md");
  }
}
