package io.joinq.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.cli.CommandRun;
import io.joinq.lab.Lab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stress in its short form: that all is right, and not how fast it is. */
@Tag("process")
@Timeout(180)
class StressIT {
  @Test
  void nothingFailsAndNothingIsLostUnderManyClients() throws Exception {
    CommandRun run =
        CommandRun.ofMain(
            Lab.class, "stress", "--clients", "60", "--duration", "3s", "--max-p99", "60s");

    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .anyMatch(line -> line.startsWith("worker killed") && line.contains("no-consumer"))
        .anyMatch(line -> line.startsWith("passed: no 500"));
  }
}
