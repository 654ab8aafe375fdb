package io.joinq.server.http;

import io.javalin.http.Context;
import io.joinq.queue.PayloadTooLargeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a submission off the network; not for the loop thread. */
final class SubmissionReader {
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;
  private static final long MOST_DISCARDED = 64L << 20;
  private static final int PIECE = 64 << 10;

  private final long maxPayload;

  SubmissionReader(long maxPayload) {
    this.maxPayload = maxPayload;
  }

  /**
   * Looks at what the request says of its body, so that one which is refused need not be sent: its
   * client waits for that, or would send very much.
   *
   * @throws PayloadTooLargeException if it is over the limit
   */
  void checkLength(Context ctx) {
    boolean waits = "100-continue".equalsIgnoreCase(ctx.header("Expect"));
    if (isTooLarge(ctx) && (waits || declared(ctx) > MOST_DISCARDED)) {
      throw new PayloadTooLargeException("payload", declared(ctx), maxPayload);
    }
  }

  private boolean isTooLarge(Context ctx) {
    return declared(ctx) > maxPayload;
  }

  private static long declared(Context ctx) {
    return ctx.req().getContentLengthLong();
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
      if (isTooLarge(ctx)) {
        discard(body);
        throw new PayloadTooLargeException("payload", declared(ctx), maxPayload);
      }
      byte[] payload = body.readNBytes((int) Math.min(maxPayload + 1, LONGEST_ARRAY));
      if (payload.length > maxPayload) {
        discard(body);
        throw new PayloadTooLargeException("payload", payload.length, maxPayload);
      }
      return payload;
    } catch (IOException e) {
      ctx.header("Connection", "close");
      // One that comes too slowly gets no answer: SlowClients closes the connection before.
      throw Problem.badRequest("the body broke off, or its chunks are malformed").toException();
    }
  }

  /*
   * A client that is still sending when the connection is closed may lose the answer with it: what
   * comes for a closed connection makes its kernel throw away what it has received.
   */
  private static void discard(InputStream body) throws IOException {
    byte[] piece = new byte[PIECE];
    long left = MOST_DISCARDED;
    for (int read = body.read(piece); read >= 0 && left > 0; read = body.read(piece)) {
      left -= read;
    }
  }
}
