package io.joinq.queue.chronicle.control;

import io.joinq.os.ProcFs;
import java.util.function.IntPredicate;

/**
 * Which of the listed processes exist and run. Processes may share the folder of the queue and
 * nothing else: the kernel's lock says whether one exists, wherever it runs, and the heartbeat
 * whether it shows signs of life. /proc only adds what it knows of a process that it surely shows.
 */
public final class ProcessLiveness {
  private final ProcessTable processes;
  private final IntPredicate locked;

  /**
   * @param locked whether another process than this holds byte i
   */
  public ProcessLiveness(ProcessTable processes, IntPredicate locked) {
    this.processes = processes;
    this.locked = locked;
  }

  /** Whether the process that uses entry i exists; false for a zombie. */
  public boolean exists(int i) {
    // Also for this very process, which cannot ask for its own lock.
    return processes.isShown(i) || locked.test(i);
  }

  /** Whether it is known to be stopped by a signal. */
  public boolean isStopped(int i) {
    return processes.isShown(i) && ProcFs.isStopped(processes.pid(i));
  }

  /** Whether it is stopped, or it cannot be seen and has been silent for a while. */
  public boolean seemsStopped(int i) {
    return processes.isShown(i)
        ? ProcFs.isStopped(processes.pid(i))
        : processes.silentNanos(i) > ProcessTable.SILENT_NANOS;
  }

  /** Whether it exists and is not known to be stopped by a signal. */
  public boolean runs(int i) {
    return exists(i) && !isStopped(i);
  }
}
