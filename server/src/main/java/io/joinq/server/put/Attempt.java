package io.joinq.server.put;

import io.joinq.queue.TaskId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A put that gives up after a time. */
interface Attempt {
  /**
   * @param timeout zero tries once
   * @return completed with empty if there was no room in time
   * @throws InterruptedException if this blocks and was interrupted; nothing was put then
   */
  CompletableFuture<Optional<TaskId>> put(byte[] payload, Duration timeout)
      throws InterruptedException;
}
