package io.joinq.server.supervisor;

/** How the process of a worker is started. */
public interface WorkerCommand {
  /**
   * @param worker its number, from 1
   * @param restarts how often it was started before
   * @return to be started with a pipe to its stdin, which ends when this server does, and one from
   *     its stdout
   */
  ProcessBuilder of(int worker, int restarts);
}
