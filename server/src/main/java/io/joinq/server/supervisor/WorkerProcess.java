package io.joinq.server.supervisor;

import java.nio.file.Path;
import java.util.List;

/** A worker process as the supervisor uses it. No method blocks. */
interface WorkerProcess {
  /** What it tells; all on the supervisor's thread. */
  interface Listener {
    /** It has the queue open. */
    void opened();

    /** It claims tasks from now on. */
    void claims();

    /**
     * @param how {@code exit code 1}, {@code killed by SIGKILL}
     */
    void ended(String how);
  }

  long pid();

  /** Orders it to claim; it does so once it has the queue open. */
  void claim();

  /** Says that the drain that follows has to be short. */
  void hasten();

  /** Orders it to claim nothing more, and to end when its tasks have ended, however long. */
  void finish();

  /** Sends TERM, which drains it; a stopped process obeys when it continues. */
  void terminate();

  void kill();

  /** The last that it has written to stderr. */
  List<String> lastLines();

  /**
   * Writes down what its threads do, and then calls back on the supervisor's thread, within a few
   * seconds whatever the state of the process. The file says so if they could not be had.
   */
  void dump(Path file, Runnable then);
}
