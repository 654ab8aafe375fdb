package io.joinq.server.http;

import io.javalin.http.Context;
import io.joinq.queue.PayloadTooLargeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Reads a submission off the network; not for the loop thread. */
final class SubmissionReader {
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final long maxPayload;

  SubmissionReader(long maxPayload) {
    this.maxPayload = maxPayload;
  }

  /**
   * @throws ProblemException if a parameter is not what it should be
   * @throws PayloadTooLargeException before the body is read, or as soon as it is over the limit
   */
  Submission read(Context ctx) {
    Patience patience = Patience.of(ctx);
    byte[] payload = payload(ctx);
    Optional<IdempotencyKeys.Key> key =
        Optional.ofNullable(ctx.header("Idempotency-Key"))
            .map(text -> IdempotencyKeys.Key.of(text, payload));
    return new Submission(payload, key, patience);
  }

  private byte[] payload(Context ctx) {
    long declared = declaredLength(ctx);
    if (declared > maxPayload) {
      throw new PayloadTooLargeException("payload", declared, maxPayload);
    }
    try (InputStream body = ctx.bodyInputStream()) {
      byte[] payload = body.readNBytes((int) Math.min(maxPayload + 1, LONGEST_ARRAY));
      if (payload.length > maxPayload) {
        throw new PayloadTooLargeException("payload", payload.length, maxPayload);
      }
      return payload;
    } catch (IOException e) {
      throw new UncheckedIOException("the client broke off its request", e);
    }
  }

  private static long declaredLength(Context ctx) {
    String header = ctx.header("Content-Length");
    return header == null ? 0 : Long.parseLong(header);
  }
}
