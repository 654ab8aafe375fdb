package io.joinq.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** With processes of the shell. */
@Tag("process")
class ProcessUsageTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  private static Process shell(String script) throws IOException {
    return new ProcessBuilder("sh", "-c", script).start();
  }

  private static void kill(Process process) {
    process.destroyForcibly().onExit().join();
  }

  @Test
  void tellsOneThatSpinsFromOneThatSleeps() throws Exception {
    Process spins = shell("while :; do :; done");
    Process sleeps = shell("exec sleep 60");
    try {
      Set<Long> both = Set.of(spins.pid(), sleeps.pid());
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                Map<Long, ProcessUsage.Of> usage = ProcessUsage.during(SHORT, both);
                // It need not have a processor of its own.
                assertThat(usage.get(spins.pid()).cpuPercent()).isGreaterThan(5);
                assertThat(usage.get(sleeps.pid()).cpuPercent()).isZero();
                assertThat(usage.values()).allMatch(use -> use.rssBytes() >= 4_096);
              });
    } finally {
      kill(spins);
      kill(sleeps);
    }
  }

  @Test
  void knowsNothingOfOneThatHasEndedThoughItsParentHasNotAskedForItsEnd() throws Exception {
    Process parent = shell("sleep 60 & echo $!; exec sleep 60");
    try {
      long child = Long.parseLong(parent.inputReader().readLine());
      // From then on it is no shell, which would ask.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> parent.info().command().orElse("").endsWith("sleep"));

      Signal.KILL.sendTo(child);

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> ProcessUsage.during(SHORT, Set.of(child)).isEmpty());
      assertThat(ProcessHandle.of(child)).as("still listed").isPresent();
      assertThat(ProcessUsage.during(SHORT, Set.of(parent.pid()))).containsOnlyKeys(parent.pid());
    } finally {
      kill(parent);
    }
  }

  @Test
  void knowsTheProcessorsOnlyFromTheSecondLookOn() {
    long own = ProcessHandle.current().pid();
    ProcessUsage usage = new ProcessUsage(Duration.ofNanos(1_000));
    assertThat(usage.look(1, Set.of(own)).get(own).cpuPercent()).isNull();
    assertThat(usage.look(1_000, Set.of(own)).get(own).cpuPercent()).as("too soon").isNull();
    assertThat(usage.look(1_001, Set.of(own)).get(own).cpuPercent()).isNotNull();
  }
}
