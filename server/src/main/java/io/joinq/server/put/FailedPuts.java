package io.joinq.server.put;

import java.util.function.LongSupplier;

/**
 * Recent failures of this server's puts, by reason.
 *
 * @param forRoom there was none in the queue in time, whether the client was told to come back or
 *     that the task is dropped
 * @param forSpace there was none on the disk
 */
public record FailedPuts(SlidingCounter forRoom, SlidingCounter forSpace) {
  public static FailedPuts counted(LongSupplier nanoTime) {
    return new FailedPuts(new SlidingCounter(nanoTime), new SlidingCounter(nanoTime));
  }
}
