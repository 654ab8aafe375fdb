package io.joinq.server.put;

import io.joinq.queue.TaskId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A put that gives up after the put timeout. */
interface Attempt {
  /**
   * @return completed with empty if there was no room in time
   * @throws InterruptedException if this blocks and was interrupted; nothing was put then
   */
  CompletableFuture<Optional<TaskId>> put(byte[] payload) throws InterruptedException;
}
