package io.joinq.queue.chronicle.protocol;

import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.ControlLayout;
import io.joinq.queue.chronicle.control.DeathRing;
import io.joinq.queue.chronicle.control.ProcessTable;
import org.jetbrains.lincheck.datastructures.Operation;

/** Several notice the death of one process at a time, and give it a number. */
public class DeathRace {
  final ControlFile control = RaceMemory.begin();
  final ProcessTable processes = new ProcessTable(control);
  final DeathRing deaths = new DeathRing(control);

  public DeathRace() {
    control.set(ControlLayout.process(0) + ControlLayout.DEATH, RaceMemory.INCARNATION << 32);
  }

  /** The number that the death was given, as whoever noticed it sees it now and a moment later. */
  @Operation
  public boolean notice() {
    long number = number(deaths.nextNumber());
    return number == processes.deathNumber(0, RaceMemory.INCARNATION);
  }

  long number(long offered) {
    return processes.numberDeath(0, RaceMemory.INCARNATION, offered);
  }

  /** The twin that looks first and writes then. */
  public static final class Torn extends DeathRace {
    @Override
    long number(long offered) {
      long number = processes.deathNumber(0, RaceMemory.INCARNATION);
      if (number != 0) {
        return number;
      }
      long word = RaceMemory.INCARNATION << 32 | offered;
      control.set(ControlLayout.process(0) + ControlLayout.DEATH, word);
      return processes.deathNumber(0, RaceMemory.INCARNATION);
    }

    @Operation
    @Override
    public boolean notice() {
      return super.notice();
    }
  }

  /** A number that was given stays. */
  public static final class Specification {
    public boolean notice() {
      return true;
    }
  }
}
