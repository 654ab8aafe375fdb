package io.joinq.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.model.Exploration.Finding;
import java.util.EnumSet;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Takes one rule away at a time: the protocol must break, or the model proves nothing. */
@Tag("fast")
@Execution(ExecutionMode.CONCURRENT)
class RuleTest {
  /** Found within seconds: an exploration visits some 100,000 states in one. */
  private static final int MOST_STATES = 500_000;

  @ParameterizedTest
  @EnumSource(Rule.class)
  void theProtocolBreaksWithout(Rule rule) {
    Finding finding = Exploration.of(rule.scenario(), EnumSet.of(rule));

    System.out.printf(
        Locale.ROOT,
        "without %-44s %,8d states, %2d steps: %s%n",
        rule,
        finding.states(),
        finding.trace().size(),
        finding.violation());
    assertThat(finding.isClean()).as("nothing goes wrong without %s", rule).isFalse();
    assertThat(finding.violation()).as(finding.story()).contains(rule.violation().words());
    assertThat(finding.trace()).as(finding.story()).isNotEmpty();
    assertThat(finding.states()).isLessThan(MOST_STATES);
  }

  @Test
  void everyScenarioInWhichARuleBreaksIsExploredWithTheRuleToo() {
    assertThat(Scenarios.all().stream().map(Scenario::toString).collect(Collectors.toSet()))
        .containsAll(EnumSet.allOf(Rule.class).stream().map(r -> r.scenario().toString()).toList());
  }

  @Test
  void theTraceOfAViolationTellsWhoDidWhat() {
    Finding finding = Exploration.of(Scenarios.race(), EnumSet.of(Rule.INTENT_BEFORE_CURSOR));
    Finding late = Exploration.of(Scenarios.crash(), EnumSet.of(Rule.INTENT_BEFORE_CURSOR));

    assertThat(finding.isClean()).as("without a crash nothing is lost").isTrue();
    assertThat(late.story())
        .startsWith("task 0 is lost")
        .contains("PUBLISH_APPENDED")
        .contains("ADVANCE_CURSOR")
        .contains("CRASH")
        .contains("REAP_TAKE");
  }
}
