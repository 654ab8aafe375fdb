package io.joinq.server.put;

import java.util.function.BooleanSupplier;

/**
 * What decides whether a put may wait for room.
 *
 * @param draining whether this server is stopping, which ends waiting puts
 * @param hasConsumer whether a worker takes tasks or is expected to; called for each put, and again
 *     and again while it waits
 */
public record PutConditions(BooleanSupplier draining, BooleanSupplier hasConsumer) {
  boolean isDraining() {
    return draining.getAsBoolean();
  }

  /** Whether nobody will take a task, so that none should be put and no put should wait. */
  boolean isWithoutConsumer() {
    return !hasConsumer.getAsBoolean();
  }

  /** Whether waiting is of no use. */
  boolean isHopeless() {
    return isDraining() || isWithoutConsumer();
  }
}
