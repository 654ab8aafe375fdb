package io.joinq.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.cli.CommandRun;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("process")
class LabTest {
  private static final List<String> COMMANDS =
      List.of(
          "up",
          "server",
          "worker",
          "demo",
          "status",
          "put",
          "join",
          "kill-worker",
          "dead-letters",
          "chaos",
          "recovery",
          "soak",
          "queue",
          "test",
          "bench");

  @Test
  void refusesAnUnknownCommandAndNamesAllThereAre() throws Exception {
    CommandRun run = CommandRun.ofMain(Lab.class, "frobnicate");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).hasSize(1);
    assertThat(run.err().get(0)).contains("'frobnicate'").contains(COMMANDS);
  }

  @Test
  void listsEveryCommandInItsHelp() throws Exception {
    CommandRun run = CommandRun.ofMain(Lab.class, "help");
    assertThat(run.exitCode()).isZero();
    assertThat(String.join("\n", run.out())).contains(COMMANDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"up", "worker", "demo", "status", "put", "dead-letters", "kill-worker", "chaos"})
  void documentsEachCommand(String command) throws Exception {
    CommandRun run = CommandRun.ofMain(Lab.class, "help", command);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().get(0)).startsWith("Usage: ");
  }

  @Test
  void takesOptionsWithoutACommandAsThoseOfUp() throws Exception {
    CommandRun run = CommandRun.ofMain(Lab.class, "--put", "sideways");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().get(0)).contains("'--put'", "sideways", "blocking", "timed", "async");
  }

  @Test
  void namesTheVariableThatARefusedValueCameFrom() throws Exception {
    CommandRun run =
        CommandRun.ofMain(Lab.class, Map.of("JOINQ_TIMEOUT", "soon"), new byte[0], "join");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().get(0)).contains("'soon'", "JOINQ_TIMEOUT");
  }
}
