package io.joinq.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.options.CommandRunner;
import io.joinq.options.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That all is measured and judged, in short runs; how fast anything is stands in no test. */
@Tag("process")
class MeasureTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Object command, String... words) {
    return CommandRunner.commandLine(command, Map.of())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(words);
  }

  @Test
  void recoveryKillsWhoHoldsTheLockALeaseOrNothing() throws Exception {
    int exitCode =
        run(new RecoveryCommand(), "--kills", "1", "--folder", folder.resolve("new").toString());
    assertThat(exitCode).as("%s%s", out, err).isIn(ExitCode.DONE, ExitCode.CLAIM_NOT_OBSERVED);
    assertThat(out.toString())
        .containsPattern("lock held, until .*p50 [\\d.]+, p99 [\\d.]+, max [\\d.]+ ms of 1 kills")
        .containsPattern("with a lease, until .* of 1 kills")
        .containsPattern("waiting for a task, until .* of 1 kills");
    assertThatNothingIsLeft();
  }

  @Test
  void soakProvesThatNothingIsLostAndMeasuresDiskAndOpening() throws Exception {
    int exitCode =
        run(
            new SoakCommand(),
            "--tasks=150000",
            "--capacity=1000",
            "--folder=" + folder.resolve("new"));
    assertThat(exitCode).as("%s%s", out, err).isIn(ExitCode.DONE, ExitCode.CLAIM_NOT_OBSERVED);
    assertThat(out.toString())
        .containsPattern("ids that were finished .* 150,000 of 0 to 149,999 +held")
        .containsPattern("payloads that arrived .* 150,000 of 0 to 149,999 +held")
        .containsPattern("finished twice +0 +0 +held")
        .containsPattern("accepted, and unfinished after join .* 150,000, 0 +held")
        .containsPattern("segments in the end +1 +1 +held")
        .containsPattern("open in a new process +< 2,000 ms +[\\d,]+ ms");
    assertThatNothingIsLeft();
  }

  private void assertThatNothingIsLeft() throws Exception {
    try (Stream<Path> left = Files.list(folder.resolve("new"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void refusesWhatCannotBeMeasured() {
    assertThat(run(new RecoveryCommand(), "--kills", "0")).isEqualTo(ExitCode.USAGE);
    assertThat(run(new SoakCommand(), "--size", "7")).isEqualTo(ExitCode.USAGE);
    assertThat(run(new SoakCommand(), "--consumers", "0")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .contains("--kills must be at least 1, not 0", "--size must be from 8 to 8192, not 7")
        .contains("--consumers 0 must be from 1 to 16");
  }

  @Test
  void aMissedBarIsNamedAndChangesTheExitCode() {
    Thresholds thresholds = new Thresholds();
    thresholds.add("height", "> 2 m", "2.1 m", true);
    assertThat(thresholds.exitCode()).isEqualTo(ExitCode.DONE);
    thresholds.add("width", "> 3 m", "1 m", false);
    assertThat(thresholds.exitCode()).isEqualTo(ExitCode.CLAIM_NOT_OBSERVED);
    thresholds.print(new PrintWriter(out));
    assertThat(out.toString())
        .contains("height  > 2 m  2.1 m  held", "width   > 3 m  1 m    MISSED", "1 of 2 missed");
  }
}
