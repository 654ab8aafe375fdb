package io.joinq.server.http;

import io.javalin.http.Context;
import io.joinq.queue.PayloadTooLargeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a submission off the network; not for the loop thread. */
final class SubmissionReader {
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final long maxPayload;

  SubmissionReader(long maxPayload) {
    this.maxPayload = maxPayload;
  }

  /**
   * Looks at what the request says of its body, so that one which is refused need not be sent.
   *
   * @throws PayloadTooLargeException if it is over the limit
   */
  void checkLength(Context ctx) {
    long declared = ctx.req().getContentLengthLong();
    if (declared > maxPayload) {
      throw new PayloadTooLargeException("payload", declared, maxPayload);
    }
  }

  /**
   * @throws ProblemException if a parameter is not what it should be
   * @throws PayloadTooLargeException as soon as the body is over the limit
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
    try (InputStream body = ctx.bodyInputStream()) {
      byte[] payload = body.readNBytes((int) Math.min(maxPayload + 1, LONGEST_ARRAY));
      if (payload.length > maxPayload) {
        throw new PayloadTooLargeException("payload", payload.length, maxPayload);
      }
      return payload;
    } catch (IOException e) {
      ctx.header("Connection", "close");
      // One that comes too slowly gets no answer: SlowClients closes the connection before.
      throw Problem.badRequest("the body broke off, or its chunks are malformed").toException();
    }
  }
}
