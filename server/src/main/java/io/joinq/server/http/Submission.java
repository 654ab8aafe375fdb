package io.joinq.server.http;

import java.time.Duration;
import java.util.Optional;

/** What a client posts to be done. */
final class Submission {
  private final byte[] payload;
  private final Optional<IdempotencyKeys.Key> key;
  private final Optional<Duration> patience;

  /**
   * @param payload not to be changed any more
   * @param patience how long the client waits for the result
   */
  Submission(byte[] payload, Optional<IdempotencyKeys.Key> key, Optional<Duration> patience) {
    this.payload = payload;
    this.key = key;
    this.patience = patience;
  }

  byte[] payload() {
    return payload;
  }

  Optional<IdempotencyKeys.Key> key() {
    return key;
  }

  Optional<Duration> patience() {
    return patience;
  }
}
