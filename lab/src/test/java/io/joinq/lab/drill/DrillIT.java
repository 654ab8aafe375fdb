package io.joinq.lab.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Short drills. What they say of time depends on the machine, and is not held against it here. */
@Tag("process")
@Timeout(240)
class DrillIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void killsLoseNothingAndLeaveNothing(int spares) throws Exception {
    Thresholds thresholds = new KillDrill(5, spares).run(folder);

    assertThat(thresholds.all()).hasSize(6);
    assertThat(thresholds.all())
        .filteredOn(bar -> !bar.bar().contains("p99"))
        .allMatch(Thresholds.Bar::held);
  }

  @Test
  void aCrashLoopIsGivenUpAndGoesOnAfterItIsMended() throws Exception {
    Thresholds thresholds = CrashLoopDrill.run(folder);

    assertThat(thresholds.all()).hasSize(6);
    assertThat(thresholds.all())
        .filteredOn(bar -> !bar.bar().contains("within"))
        .allMatch(Thresholds.Bar::held);
  }

  @Test
  void aTaskThatKillsItsWorkersBecomesADeadLetterAndTheOthersAreDone() throws Exception {
    Thresholds thresholds = PoisonDrill.run(folder);

    assertThat(thresholds.all()).hasSize(3).allMatch(Thresholds.Bar::held);
  }

  @Test
  void aHandlerThatSpinsIsFoundAndDumpedAndOneThatRenewsIsLeftAlone() throws Exception {
    Thresholds thresholds = HangDrill.run(folder);

    assertThat(thresholds.all()).hasSize(5);
    assertThat(thresholds.all())
        .filteredOn(bar -> !bar.bar().contains("within"))
        .allMatch(Thresholds.Bar::held);
  }
}
