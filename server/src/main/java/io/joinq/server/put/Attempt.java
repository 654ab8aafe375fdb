package io.joinq.server.put;

import io.joinq.queue.TaskId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A put that gives up after a timeout, or when nobody will make room. */
interface Attempt {
  /**
   * @param timeout zero tries once
   * @return completed with empty, or cancelled, if there was no room in time or there will be none
   * @throws InterruptedException if this blocks and was interrupted; nothing was put then
   */
  CompletableFuture<Optional<TaskId>> put(byte[] payload, Duration timeout)
      throws InterruptedException;
}
