package io.joinq.server.http.tasks;

import io.javalin.http.Context;
import io.joinq.queue.PayloadTooLargeException;
import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemException;
import io.joinq.server.http.transport.PayloadMemory;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a submission from the network. Blocks; not for the loop thread. */
final class SubmissionReader {
  private static final int PIECE = 64 << 10;

  private final long maxPayload;
  private final PayloadMemory memory;

  SubmissionReader(long maxPayload, PayloadMemory memory) {
    this.maxPayload = maxPayload;
    this.memory = memory;
  }

  /**
   * Checks the declared size of the body before any of it is read.
   *
   * @throws PayloadTooLargeException if it is over the limit
   */
  void checkLength(Context ctx) {
    if (declared(ctx) > maxPayload) {
      throw new PayloadTooLargeException("payload", declared(ctx), maxPayload);
    }
  }

  private static long declared(Context ctx) {
    return ctx.req().getContentLengthLong();
  }

  /**
   * Reads the parameters and the body. The caller must release the submission.
   *
   * @throws ProblemException if a parameter is invalid, or there is no memory for the body
   * @throws PayloadTooLargeException as soon as the body is over the limit
   */
  Submission read(Context ctx) {
    ClientTimeouts patience = ClientTimeouts.of(ctx);
    try (InputStream body = ctx.bodyInputStream()) {
      PayloadMemory.Hold hold = memory.hold(0);
      boolean isRead = false;
      try {
        byte[] payload = payload(ctx, body, hold);
        Submission submission = new Submission(payload, hold, key(ctx, payload), patience);
        isRead = true;
        return submission;
      } finally {
        if (!isRead) {
          hold.release();
        }
      }
    } catch (IOException e) {
      ctx.header("Connection", "close");
      // One that comes too slowly gets no answer: SlowClients closes the connection before.
      throw Problem.badRequest("the body is incomplete, or its chunks are malformed").toException();
    }
  }

  private byte[] payload(Context ctx, InputStream body, PayloadMemory.Hold hold)
      throws IOException {
    return declared(ctx) >= 0 ? declared(ctx, body, hold) : inChunks(body, hold);
  }

  private static byte[] declared(Context ctx, InputStream body, PayloadMemory.Hold hold)
      throws IOException {
    hold.growTo(declared(ctx));
    byte[] payload = new byte[(int) declared(ctx)];
    if (body.readNBytes(payload, 0, payload.length) < payload.length) {
      throw new EOFException();
    }
    return payload;
  }

  /** How much comes in chunks is not known before: memory is taken as they come. */
  private byte[] inChunks(InputStream body, PayloadMemory.Hold hold) throws IOException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE];
    for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
      long size = (long) payload.size() + read;
      if (size > maxPayload) {
        throw new PayloadTooLargeException("payload", size, maxPayload);
      }
      hold.growTo(size);
      payload.write(piece, 0, read);
    }
    return payload.toByteArray();
  }

  private static Optional<IdempotencyKeys.Key> key(Context ctx, byte[] payload) {
    return Optional.ofNullable(ctx.header("Idempotency-Key"))
        .map(text -> IdempotencyKeys.Key.of(text, payload));
  }
}
