package io.joinq.server.supervisor;

import io.joinq.queue.TaskId;
import java.util.List;

/** Who is told of the death of a process, and knows what it held. */
interface DeathListener {
  /**
   * @param how kept with what it held
   * @return the tasks it held, oldest first
   */
  List<TaskId> ended(long pid, String how);
}
