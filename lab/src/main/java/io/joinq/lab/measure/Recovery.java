package io.joinq.lab.measure;

import java.util.List;
import java.util.Locale;

/** The state in which a process is killed, and what must recover. */
enum Recovery {
  LOCK("killed in a put, lock held", "the put of another succeeds") {
    @Override
    String step(int round) {
      return STEPS.get(round % STEPS.size()) + ":STOP:2";
    }
  },
  LEASE("killed with a lease", "another has the task"),
  IDLE("killed waiting for a task", "another has the next task");

  /** All those at which the put lock is held. */
  private static final List<String> STEPS =
      List.of(
          "PUT_LOCKED", "PUT_DOCUMENT_OPEN", "PUT_RECORD_WRITTEN", "PUT_COMMITTED", "PUT_APPENDED");

  private final String injectFault;
  private final String until;

  Recovery(String injectFault, String until) {
    this.injectFault = injectFault;
    this.until = until;
  }

  /** The step of the protocol at which the victim of this round stops itself; none if empty. */
  String step(int round) {
    return "";
  }

  String injectFault() {
    return injectFault;
  }

  String until() {
    return until;
  }

  /** As the command line calls it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
