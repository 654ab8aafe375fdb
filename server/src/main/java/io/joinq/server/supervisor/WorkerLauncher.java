package io.joinq.server.supervisor;

import java.io.IOException;

/** Starts worker processes. */
interface WorkerLauncher {
  /**
   * @param spare whether it has time to get ready
   * @throws IOException if it cannot be started
   */
  WorkerProcess launch(int worker, int restarts, boolean spare, WorkerProcess.Listener listener)
      throws IOException;
}
