package io.joinq.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.joinq.cli.CommandRun;
import io.joinq.lab.Lab;
import io.joinq.options.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The measurements of the server in their shortest form: that they measure what they say and judge
 * what they measured, and not how fast it is.
 */
@Tag("process")
@Timeout(180)
class LoadIT {
  private static final Pattern MILLISECONDS = Pattern.compile("\\d+\\.\\d");

  /** Whatever it measured, the verdict and the exit code are the same. */
  private static void assertJudged(CommandRun run) {
    String verdict = run.exitCode() == ExitCode.DONE ? "passed" : "FAILED";
    assertThat(run.exitCode()).as("%s", run).isIn(ExitCode.DONE, ExitCode.CLAIM_NOT_OBSERVED);
    assertThat(run.out()).as("%s", run).endsWith(verdict);
  }

  private static List<String> lines(CommandRun run, String start) {
    return run.out().stream().filter(line -> line.startsWith(start)).toList();
  }

  @Test
  void aBlockingPutStallsTheLoopForEver() throws Exception {
    CommandRun run =
        CommandRun.ofMain(
            Lab.class, "bench", "stalls", "--only", "blocking", "--duration", "500ms");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(ExitCode.DONE);
    assertJudged(run);
    assertThat(lines(run, "blocking"))
        .as("%s", run)
        .hasSize(2)
        .allMatch(line -> line.matches(".*endless +endless +endless +[1-9]\\d* of .*"));
  }

  @Test
  void operatorsAreAnsweredWithEveryThreadOfThePoolHeld() throws Exception {
    CommandRun run =
        CommandRun.ofMain(
            Lab.class,
            "bench",
            "admin",
            "--only",
            "pool",
            "--duration",
            "500ms",
            "--warm-up",
            "200ms");
    assertJudged(run);
    assertThat(lines(run, "--handlers pool"))
        .as("%s", run)
        .hasSize(3)
        .allMatch(line -> line.matches(".* [1-9]\\d* asked, .*p99 below 100 ms: (yes|NO)"));
  }

  @Test
  void clientsAreRefusedOnceTheOnlyWorkerIsGone() throws Exception {
    CommandRun run = CommandRun.ofMain(Lab.class, "bench", "refusals", "--calls", "20");
    assertJudged(run);
    for (String put : List.of("timed", "async")) {
      assertThat(lines(run, put))
          .as("%s", run)
          .hasSize(2)
          .allMatch(line -> MILLISECONDS.matcher(line).results().count() == 5);
    }
  }

  @Test
  void oursAndTheOthersAreMeasuredInTurns() throws Exception {
    for (String tool :
        List.of(
            "/usr/bin/wrk",
            "/usr/lib/python3/dist-packages/fastapi",
            "/usr/lib/python3/dist-packages/uvicorn")) {
      assumeTrue(
          Files.exists(Path.of(tool)),
          "bench http needs " + tool + "; as root: apt-get install -y wrk python3-fastapi uvicorn");
    }
    CommandRun run =
        CommandRun.ofMain(
            Lab.class,
            "bench",
            "http",
            "--rounds",
            "1",
            "--window",
            "1s",
            "--warm-up",
            "1s",
            "--min-ratio",
            "1000000");
    assertThat(run.exitCode()).as("%s", run).isEqualTo(ExitCode.FAILED);
    assertThat(run.out())
        .as("%s", run)
        .anyMatch(line -> line.matches("1 +[1-9]\\d* +[1-9]\\d* +\\d+\\.\\d\\d"))
        .anyMatch(line -> line.startsWith("FAILED: at least 1000000.00"));
  }
}
