package io.joinq.os;

/** The signals that end, stop and continue processes. */
public enum Signal {
  /** Ends the process at once, at whatever instruction. */
  KILL(9),
  /** Stops the process until CONT; it keeps its locks. */
  STOP(19),
  CONT(18),
  /** Asks the process to end. */
  TERM(15);

  private static final int NO_SUCH_PROCESS = 3;
  private static final int NOT_PERMITTED = 1;

  private final int number;

  Signal(int number) {
    this.number = number;
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

  /** Linux's number of this signal. */
  int number() {
    return number;
  }

  private static long positive(long pid) {
    if (pid < 1) {
      throw new IllegalArgumentException("a pid is at least 1, not " + pid);
    }
    return pid;
  }

  private void send(long pid, int target) {
    int errno = Libc.sendSignal(target, number);
    switch (errno) {
      case 0 -> {}
      case NO_SUCH_PROCESS ->
          throw new SignalException("cannot send " + this + ": there is no process " + pid);
      case NOT_PERMITTED ->
          throw new SignalException(
              "cannot send " + this + ": process " + pid + " belongs to another user");
      default ->
          throw new SignalException(
              "cannot send " + this + " to process " + pid + ": errno " + errno);
    }
  }
}
