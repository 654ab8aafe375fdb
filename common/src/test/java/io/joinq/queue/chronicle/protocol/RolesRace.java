package io.joinq.queue.chronicle.protocol;

import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.ControlLayout;
import io.joinq.queue.chronicle.control.ProcessTable;
import org.jetbrains.lincheck.datastructures.Operation;

/** The first put and the first take of a process at the same time. */
public class RolesRace {
  final ControlFile control = RaceMemory.begin();
  final ProcessTable processes = new ProcessTable(control);

  /** Whether the process counts as a producer once it has put. */
  @Operation
  public boolean put() {
    return take(ProcessTable.PRODUCER);
  }

  /** Whether the process counts as a consumer once it has taken. */
  @Operation
  public boolean take() {
    return take(ProcessTable.CONSUMER);
  }

  private boolean take(long role) {
    add(role);
    return processes.hasRole(0, role);
  }

  void add(long role) {
    processes.addRole(0, role);
  }

  /** The twin that looks first and writes then. */
  public static final class Torn extends RolesRace {
    @Override
    void add(long role) {
      int at = ControlLayout.process(0) + ControlLayout.ROLES;
      control.set(at, control.get(at) | role);
    }

    @Operation
    @Override
    public boolean put() {
      return super.put();
    }

    @Operation
    @Override
    public boolean take() {
      return super.take();
    }
  }

  /** A role that was taken stays. */
  public static final class Specification {
    public boolean put() {
      return true;
    }

    public boolean take() {
      return true;
    }
  }
}
