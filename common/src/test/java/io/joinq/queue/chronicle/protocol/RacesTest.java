package io.joinq.queue.chronicle.protocol;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.joinq.queue.chronicle.control.ControlFile;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Races between threads of one process: Lincheck's model checker lets them change places before
 * every access to a word of the control file. Each race has a twin with one step torn in two, which
 * must be found out.
 */
@Tag("long")
final class RacesTest {

  @Test
  void oneOfThoseWhoEndADeliveryWins() {
    check(EndRace.class, EndRace.Specification.class);
    assertFoundOut(EndRace.Torn.class, EndRace.Specification.class);
  }

  @Test
  void aDeathKeepsTheFirstNumberThatItWasGiven() {
    check(DeathRace.class, DeathRace.Specification.class);
    assertFoundOut(DeathRace.Torn.class, DeathRace.Specification.class);
  }

  @Test
  void aTaskIsWithdrawnOrDeliveredAndNeverBoth() {
    check(CancelRace.class, CancelRace.Specification.class);
    assertFoundOut(CancelRace.Torn.class, CancelRace.Specification.class);
  }

  @Test
  void aProcessThatPutsAndTakesForTheFirstTimeKeepsBothRoles() {
    check(RolesRace.class, RolesRace.Specification.class);
    assertFoundOut(RolesRace.Torn.class, RolesRace.Specification.class);
  }

  private static void assertFoundOut(Class<?> twin, Class<?> specification) {
    // Its results are wrong; an exception would be a fault of the test.
    assertThatThrownBy(() -> check(twin, specification))
        .isInstanceOf(LincheckAssertionError.class)
        .hasMessageContaining("Invalid execution results")
        .hasMessageNotContaining("Exception");
  }

  private static void check(Class<?> race, Class<?> specification) {
    new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(1)
        .actorsBefore(0)
        .actorsAfter(0)
        .iterations(5)
        .invocationsPerIteration(200)
        .minimizeFailedScenario(false)
        // The tables that are looked through are longer than what it takes for an endless loop.
        .loopBound(10_000)
        .sequentialSpecification(specification)
        // Their handles of mapped memory are not known to Lincheck; each call is one step.
        .addGuarantee(forClasses(ControlFile.class.getName()).allMethods().treatAsAtomic())
        .check(race);
  }
}
