package io.joinq.server.supervisor;

/** The command that starts a worker process. */
public interface WorkerCommand extends AutoCloseable {
  /**
   * @param worker its number, from 1
   * @param restarts how often it was started before
   * @param spare whether it has time to get ready
   * @return to be started with pipes to its stdin, which ends when this server does, from its
   *     stdout, where it says how far it is, and from its stderr
   */
  ProcessBuilder of(int worker, int restarts, boolean spare);

  /** Ends what it does beside; no worker is started any more. */
  @Override
  default void close() {}
}
