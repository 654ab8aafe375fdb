package io.joinq.options;

/** The exit codes of all commands. */
public final class ExitCode {
  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int QUEUE_CANNOT_BE_OPENED = 3;
  public static final int TIMED_OUT = 4;

  /** A claim that a demo prints was not observed, or a bar that a measurement has was missed. */
  public static final int CLAIM_NOT_OBSERVED = 5;

  private ExitCode() {}
}
