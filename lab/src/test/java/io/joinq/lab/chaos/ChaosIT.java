package io.joinq.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.options.CommandRunner;
import io.joinq.os.ProcFs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A run with all its processes; {@code -Djoinq.chaos.duration=20s} makes it shorter. */
@Tag("process")
class ChaosIT {

  private static final String DURATION = System.getProperty("joinq.chaos.duration", "60s");

  @TempDir private Path folder;

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
  void opensTheQueueAlthoughAWorkerStopsItselfAsItOpensIt() throws Exception {
    ChaosPlan plan =
        new ChaosPlan(Duration.ofSeconds(1), 1, 1, 1, 8, Duration.ofSeconds(1), false, folder);
    ChaosRun run = new ChaosRun(plan);
    try {
      run.createQueue();
      ChildProcess worker = run.children().startArmed(Role.WORKER, "OPEN_LOCKED:STOP:1");
      await().atMost(Duration.ofSeconds(30)).until(() -> ProcFs.isStopped(worker.pid()));

      run.openAmongOthers().close();
    } finally {
      run.children().killAll();
    }
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
