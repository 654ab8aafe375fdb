package io.joinq.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.cli.CommandRun;
import io.joinq.lab.Lab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demos are tests too: they fail when what they claim is not what they see. */
@Tag("process")
class DemoCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {"blocking", "timed", "async"})
  void showsWhatItClaims(String mode) throws Exception {
    CommandRun run = CommandRun.ofMain(Lab.class, "demo", mode);
    assertThat(run.exitCode()).as(String.join("\n", run.out())).isZero();
    assertThat(run.out()).anyMatch(line -> line.endsWith("| yes"));
    assertThat(run.out()).noneMatch(line -> line.endsWith("| NO"));
  }

  @Test
  void refusesAModeThatItDoesNotHave() throws Exception {
    CommandRun run = CommandRun.ofMain(Lab.class, "demo", "sideways");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().get(0)).contains("sideways", "blocking", "timed", "async", "all");
  }
}
