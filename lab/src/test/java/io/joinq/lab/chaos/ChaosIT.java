package io.joinq.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.options.CommandRunner;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A run with all its processes; {@code -Djoinq.chaos.duration=20s} makes it shorter. */
@Tag("process")
class ChaosIT {
  private static final String DURATION = System.getProperty("joinq.chaos.duration", "60s");

  @Test
  void keepsEveryPromiseWhileEverybodyIsKilledAndStopped() {
    StringWriter out = new StringWriter();
    CommandLine chaos =
        CommandRunner.commandLine(new ChaosCommand(), Map.of()).setOut(new PrintWriter(out));
    int exitCode = chaos.execute("--duration", DURATION);
    assertThat(exitCode).as(out.toString()).isZero();
    assertThat(out.toString()).contains("every promise was kept").contains("killed");
  }

  @Test
  void refusesARunThatCannotBe() {
    StringWriter err = new StringWriter();
    CommandLine chaos =
        CommandRunner.commandLine(new ChaosCommand(), Map.of()).setErr(new PrintWriter(err));
    assertThat(chaos.execute("--workers", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--workers 0");
  }
}
