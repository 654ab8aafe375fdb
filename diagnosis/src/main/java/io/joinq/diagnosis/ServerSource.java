package io.joinq.diagnosis;

import io.joinq.queue.QueueProcess;
import java.util.List;

/** Source of the server's report. */
public interface ServerSource {
  /**
   * Asks for it; bounded in time, whatever state the server is in.
   *
   * @param open the processes that have the queue open, one of which may be the server
   */
  ServerContact ask(List<QueueProcess> open) throws InterruptedException;
}
