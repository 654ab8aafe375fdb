package io.joinq.server.http.tasks;

import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemException;
import io.joinq.server.http.problem.ProblemType;
import io.joinq.server.put.ClientDeadline;
import io.joinq.server.put.PutOutcome;
import io.joinq.server.put.PutOutcome.Accepted;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Remembers which task was put under which idempotency key, so that a client can repeat a request
 * that got no response. Concurrent requests with one key share one put. A put that was not accepted
 * is forgotten, so a repeat tries again. Thread-safe.
 *
 * <p>Kept in this process alone, for a day at the most, and the latest {@value #MOST_KEYS} only.
 */
final class IdempotencyKeys {
  static final int MOST_KEYS = 10_000;
  static final Duration KEPT = Duration.ofDays(1);
  private static final int LONGEST_KEY = 255;

  private final LongSupplier nanoTime;
  // Oldest first.
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  IdempotencyKeys(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Puts, unless that was done under this key.
   *
   * @param deadline of this request, which bounds how long it waits for the put of another
   * @throws ProblemException if the key was used for another payload
   */
  CompletableFuture<PutOutcome> once(
      Key key, ClientDeadline deadline, Callable<CompletableFuture<PutOutcome>> put)
      throws Exception {
    // In the table before the put, which may suspend: a second request must find it there.
    Entry entry =
        new Entry(key.fingerprint(), nanoTime.getAsLong(), new CompletableFuture<PutOutcome>());
    Entry known = enter(key, entry);
    if (known != null) {
      if (!known.fingerprint.equals(key.fingerprint())) {
        throw reused().toException();
      }
      return deadline.bound(known.outcome);
    }
    try {
      CompletableFuture<PutOutcome> unused =
          put.call().whenComplete((done, failure) -> settle(key, entry, done, failure));
    } catch (Exception e) {
      settle(key, entry, null, e);
      throw e;
    }
    return entry.outcome;
  }

  /** The entry that is there already; null if there was none, and this is there now. */
  private synchronized Entry enter(Key key, Entry entry) {
    forgetOld();
    return entries.putIfAbsent(key.text(), entry);
  }

  private void settle(Key key, Entry entry, PutOutcome done, Throwable failure) {
    if (!(done instanceof Accepted)) {
      forget(key, entry);
    }
    if (failure == null) {
      entry.outcome.complete(done);
    } else {
      entry.outcome.completeExceptionally(failure);
    }
  }

  private synchronized void forget(Key key, Entry entry) {
    entries.remove(key.text(), entry);
  }

  private void forgetOld() {
    long now = nanoTime.getAsLong();
    Iterator<Entry> oldest = entries.values().iterator();
    while (oldest.hasNext()) {
      Entry entry = oldest.next();
      boolean isOld = now - entry.sinceNanos > KEPT.toNanos() || entries.size() >= MOST_KEYS;
      if (!isOld) {
        return;
      }
      if (entry.outcome.isDone()) {
        oldest.remove();
      }
    }
  }

  private static Problem reused() {
    return Problem.of(
        ProblemType.IDEMPOTENCY_KEY_REUSED,
        "this Idempotency-Key came with another payload before; use a new key for a new task");
  }

  /**
   * What identifies a request.
   *
   * @param fingerprint of the payload
   */
  record Key(String text, String fingerprint) {
    /** Not for the loop thread: reads the whole payload. */
    static Key of(String text, byte[] payload) {
      if (text.isBlank() || text.length() > LONGEST_KEY) {
        throw Problem.badRequest(
                "Idempotency-Key must have 1 to "
                    + LONGEST_KEY
                    + " characters, not "
                    + text.length())
            .toException();
      }
      try {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(payload);
        return new Key(text, HexFormat.of().formatHex(digest));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }

  private record Entry(
      String fingerprint, long sinceNanos, CompletableFuture<PutOutcome> outcome) {}
}
