package io.joinq.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.model.Exploration.Finding;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("fast")
@Execution(ExecutionMode.CONCURRENT)
class ProtocolModelTest {
  static Stream<Scenario> scenarios() {
    return Scenarios.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void everyStateKeepsThePromisesAndReachesTheEndOfAllWork(Scenario scenario) {
    Finding finding = Exploration.of(scenario, Set.of());

    System.out.printf(
        Locale.ROOT,
        "model: %-46s %,9d states %,11d steps, at most %3d deep%n",
        scenario,
        finding.states(),
        finding.steps(),
        finding.depth());
    assertThat(finding.isClean()).as(finding.story()).isTrue();
    assertThat(finding.states())
        .as("states of '%s'; fewer say that steps or faults have gone missing", scenario)
        .isGreaterThanOrEqualTo(scenario.leastStates());
    assertThat(scenario.leastStates()).isPositive();
  }
}
