package io.joinq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.diagnosis.Cause;
import io.joinq.testing.TestTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Holds docs/diagnosis.md, the causes and the tests together. */
@Tag("process")
class DiagnosisTableTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\|.*`\\w+#\\w+`.*\\|$");

  private static TestTable table() throws IOException {
    return TestTable.in("docs/diagnosis.md");
  }

  @Test
  void everyCauseHasARowWithATest() throws IOException {
    List<String> rows = ROW.matcher(table().text()).results().map(match -> match.group(1)).toList();
    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Cause.values()).map(Cause::code).toList());
  }

  @Test
  void everyTestThatTheTableNamesExists() throws IOException {
    assertThat(table().missing()).isEmpty();
  }

  @Test
  void everyScenarioWithRealProcessesIsInTheTable() throws IOException {
    List<String> scenarios =
        Stream.of(DiagnoseTest.class, DiagnoseWorkersTest.class, DiagnoseDeathsTest.class)
            .flatMap(tests -> Arrays.stream(tests.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(method -> method.getDeclaringClass().getSimpleName() + "#" + method.getName())
            .toList();
    assertThat(scenarios).hasSizeGreaterThan(12);
    assertThat(table().names()).containsAll(scenarios);
  }
}
