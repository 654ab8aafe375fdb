package io.joinq.worker.handler;

import io.joinq.options.SizeConverter;
import io.joinq.options.UsageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What each process of a command may use, enforced by the kernel: {@code prlimit} of util-linux
 * sets its limits and becomes the command.
 *
 * @param memory bytes of address space; 0 for any
 * @param cpuSeconds processor time; 0 for any
 */
record ExecLimits(long memory, long cpuSeconds) {
  static final ExecLimits NONE = new ExecLimits(0, 0);
  private static final String PROGRAM = "prlimit";
  private static final int SIGXCPU = 128 + 24;

  /**
   * @throws UsageException if there is a limit, and nothing to enforce it with
   */
  static ExecLimits of(long memory, Duration cpu) {
    ExecLimits limits = new ExecLimits(memory, cpu.toSeconds());
    boolean missing = ProgramSearch.ofThisProcess().find(PROGRAM).isEmpty();
    if (missing && !limits.equals(NONE)) {
      throw new UsageException(
          "--exec-memory and --exec-cpu need the program 'prlimit', which is not there; install"
              + " util-linux, or leave them out");
    }
    return limits;
  }

  List<String> around(List<String> command) {
    if (equals(NONE)) {
      return command;
    }
    List<String> words = new ArrayList<>(List.of(PROGRAM));
    if (memory > 0) {
      words.add("--as=" + memory);
    }
    if (cpuSeconds > 0) {
      // SIGXCPU at the soft limit, SIGKILL at the hard one, for a command that ignores the former.
      words.add("--cpu=" + cpuSeconds + ":" + (cpuSeconds + 1));
    }
    words.add("--");
    words.addAll(command);
    return words;
  }

  /** What a command's end has to do with its limits, to be read after its exit code; or "". */
  String explain(int exitCode) {
    if (cpuSeconds > 0 && exitCode == SIGXCPU) {
      return ", over --exec-cpu " + cpuSeconds + "s";
    }
    // The kernel refuses the memory and does not kill, so the command decides how it fails.
    return memory > 0 ? ", within --exec-memory " + SizeConverter.format(memory) : "";
  }
}
