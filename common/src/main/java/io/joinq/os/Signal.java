package io.joinq.os;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;

/** The signals that end, stop and continue processes. */
public enum Signal {
  /** Ends the process at once, at whatever instruction. */
  KILL(9, 9),
  /** Stops the process until CONT; it keeps its locks. */
  STOP(19, 17),
  CONT(18, 19),
  /** Asks the process to end. */
  TERM(15, 15);

  private static final int NO_SUCH_PROCESS = 3;
  private static final int NOT_PERMITTED = 1;

  private final int linuxNumber;
  private final int bsdNumber;

  Signal(int linuxNumber, int bsdNumber) {
    this.linuxNumber = linuxNumber;
    this.bsdNumber = bsdNumber;
  }

  /**
   * Sends this signal to one process.
   *
   * @param pid at least 1; a process that has ended counts as there until its parent has noticed
   * @throws SignalException if there is no such process, or it belongs to another user
   */
  public void sendTo(long pid) {
    send(pid, Math.toIntExact(positive(pid)));
  }

  /**
   * Sends this signal to every process of a group.
   *
   * @param leader the pid that names the group, at least 2
   * @throws SignalException if the group has no process, or none that this one may signal
   */
  public void sendToGroup(long leader) {
    if (leader == 1) {
      throw new IllegalArgumentException("group 1 stands for every process there is");
    }
    send(leader, -Math.toIntExact(positive(leader)));
  }

  /** What this system's kernel calls it. */
  int number() {
    return Platform.isLinux() ? linuxNumber : bsdNumber;
  }

  private static long positive(long pid) {
    if (pid < 1) {
      throw new IllegalArgumentException("a pid is at least 1, not " + pid);
    }
    return pid;
  }

  private void send(long pid, int target) {
    try {
      CLibrary.C.kill(target, number());
    } catch (LastErrorException e) {
      throw new SignalException(
          switch (e.getErrorCode()) {
            case NO_SUCH_PROCESS -> "cannot send " + this + ": there is no process " + pid;
            case NOT_PERMITTED ->
                "cannot send " + this + ": process " + pid + " belongs to another user";
            default -> "cannot send " + this + " to process " + pid + ": " + e.getMessage();
          },
          e);
    }
  }

  /** What is called of the C library; loaded when a signal is first sent. */
  private interface CLibrary extends Library {
    CLibrary C = Native.load("c", CLibrary.class);

    int kill(int pid, int signal) throws LastErrorException;
  }
}
