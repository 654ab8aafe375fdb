package io.joinq.server.supervisor;

import io.joinq.queue.TaskId;
import java.util.Optional;

/** Who is told of the death of a process, and knows what it held. */
interface Deaths {
  /**
   * @param how kept with what it held
   * @return the task it held, if it did
   */
  Optional<TaskId> ended(long pid, String how);
}
