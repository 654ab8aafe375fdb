package io.joinq.server.supervisor;

import io.joinq.queue.TaskId;
import java.util.List;

/** Is notified of a process death and returns the task that the process held. */
interface DeathListener {
  /**
   * @param how kept with what it held
   * @return the tasks it held, oldest first
   */
  List<TaskId> ended(long pid, String how);
}
