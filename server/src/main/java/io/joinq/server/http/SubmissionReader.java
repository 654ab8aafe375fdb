package io.joinq.server.http;

import io.javalin.http.Context;
import io.joinq.options.DurationConverter;
import io.joinq.queue.PayloadTooLargeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a submission off the network; not for the loop thread. */
final class SubmissionReader {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  // RFC 7240; the header may name several preferences, with commas between them.
  private static final Pattern PREFER_WAIT =
      Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?:$|[,;])");
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
    Optional<Duration> patience = patience(ctx);
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

  private static Optional<Duration> patience(Context ctx) {
    String asked = ctx.queryParam("wait");
    return asked == null ? preferred(ctx.header("Prefer")) : Optional.of(parse(asked));
  }

  private static Duration parse(String text) {
    try {
      Duration wait = DurationConverter.parse(text);
      if (wait.compareTo(LONGEST_WAIT) <= 0) {
        return wait;
      }
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest("wait: " + e.getMessage()).toException();
    }
    throw Problem.badRequest(
            "wait must not be longer than 5m, not "
                + text
                + "; ask for the result later, at the address that Location names")
        .toException();
  }

  /** A preference that cannot be met is met as far as it can be, or ignored. */
  private static Optional<Duration> preferred(String header) {
    if (header == null) {
      return Optional.empty();
    }
    Matcher wait = PREFER_WAIT.matcher(header);
    if (!wait.find()) {
      return Optional.empty();
    }
    long seconds = Math.min(Long.parseLong(wait.group(1)), LONGEST_WAIT.toSeconds());
    return Optional.of(Duration.ofSeconds(seconds));
  }
}
