package io.joinq.server.http;

import java.util.Optional;

/** What a client posts to be done. */
final class Submission {
  private final byte[] payload;
  private final Optional<IdempotencyKeys.Key> key;
  private final Patience patience;

  /**
   * @param payload not to be changed any more
   */
  Submission(byte[] payload, Optional<IdempotencyKeys.Key> key, Patience patience) {
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

  Patience patience() {
    return patience;
  }
}
