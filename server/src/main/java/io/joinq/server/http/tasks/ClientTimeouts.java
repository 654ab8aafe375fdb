package io.joinq.server.http.tasks;

import io.javalin.http.Context;
import io.joinq.options.DurationConverter;
import io.joinq.server.http.problem.Problem;
import io.joinq.server.http.problem.ProblemException;
import io.joinq.server.put.ClientDeadline;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Timeouts that a client's request asks for, counted from when the request was read.
 *
 * @param forResult it wishes to wait for the result: {@code wait}, {@code Prefer: wait}
 * @param forAnswer it waits for any answer: {@code Request-Timeout}
 */
public record ClientTimeouts(
    long sinceNanos, Optional<Duration> forResult, Optional<Duration> forAnswer) {
  /** What the API's document says of the header. */
  public static final String TIMEOUT_SAYS =
      "How long the client waits, in seconds or as 250ms; the put gives up by then";

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  // RFC 7240; the header may name several preferences, with commas between them.
  private static final Pattern PREFER_WAIT =
      Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?\\s*(?:$|[,;])");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

  /**
   * @throws ProblemException if the request says it in a form that is none
   */
  public static ClientTimeouts of(Context ctx) {
    String wait = ctx.queryParam("wait");
    return new ClientTimeouts(
        System.nanoTime(),
        wait == null ? preferred(ctx.header("Prefer")) : Optional.of(parse(wait)),
        Stream.of("Request-Timeout", "X-Request-Timeout")
            .filter(name -> ctx.header(name) != null)
            .findFirst()
            .map(name -> timeout(name, ctx.header(name))));
  }

  /** Until when the client waits for the put: as long as it waits for anything. */
  public ClientDeadline putDeadline() {
    return shortest(forResult, forAnswer)
        .map(time -> ClientDeadline.at(sinceNanos + time.toNanos()))
        .orElse(ClientDeadline.NONE);
  }

  /** Until when it waits for the result; empty if it does not. */
  Optional<Long> resultDeadlineNanos() {
    return forResult
        .flatMap(wait -> shortest(forResult, forAnswer))
        .map(time -> sinceNanos + time.toNanos());
  }

  private static Optional<Duration> shortest(Optional<Duration> one, Optional<Duration> other) {
    return Stream.of(one, other).flatMap(Optional::stream).min(Duration::compareTo);
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

  /** A bare number is of seconds, as in other headers. */
  private static Duration timeout(String name, String text) {
    if (SECONDS.matcher(text).matches()) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      return DurationConverter.parse(text);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(
              name + " must be a number of seconds or a duration such as 250ms, not '" + text + "'")
          .toException();
    }
  }
}
