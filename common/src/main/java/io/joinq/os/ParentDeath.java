package io.joinq.os;

/** The signal that the kernel sends to this process when its parent dies. */
public final class ParentDeath {
  private ParentDeath() {}

  /**
   * Has the kernel send a signal when the <em>thread</em> ends that started this process, which
   * need not be when its process does: start children with a thread that lives as long. Has no
   * effect where the kernel does not allow it.
   */
  public static void sends(Signal signal) {
    // A sandbox may forbid it; callers also have a pipe to the parent.
    Libc.setParentDeathSignal(signal.number());
  }
}
