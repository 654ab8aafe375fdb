package io.joinq.server.http.tasks;

import io.joinq.server.http.transport.PayloadMemory;
import java.util.Optional;

/** A task that a client submits. */
final class Submission {
  private byte[] payload;
  private final PayloadMemory.Hold memory;
  private final Optional<IdempotencyKeys.Key> key;
  private final ClientTimeouts patience;

  /**
   * @param payload not to be changed any more
   * @param memory that the payload takes
   */
  Submission(
      byte[] payload,
      PayloadMemory.Hold memory,
      Optional<IdempotencyKeys.Key> key,
      ClientTimeouts patience) {
    this.payload = payload;
    this.memory = memory;
    this.key = key;
    this.patience = patience;
  }

  /**
   * @throws IllegalStateException if it was let go
   */
  synchronized byte[] payload() {
    if (payload == null) {
      throw new IllegalStateException("the payload was released");
    }
    return payload;
  }

  Optional<IdempotencyKeys.Key> key() {
    return key;
  }

  ClientTimeouts patience() {
    return patience;
  }

  /** Releases the payload and its memory. May be called again. */
  synchronized void letGo() {
    payload = null;
    memory.release();
  }
}
