package io.joinq.lab.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A request and its outcome.
 *
 * @param status 0 if no answer came within the client's timeout
 * @param headers of the answer: lower-case names, first values
 * @param took until the answer was complete, or until the timeout
 */
public record Exchange(
    String request, int status, Map<String, String> headers, String body, Duration took) {

  public static final int NO_ANSWER = 0;

  public boolean isAnswered() {
    return status != NO_ANSWER;
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** One line of a timeline. */
  @Override
  public String toString() {
    if (!isAnswered()) {
      return request + " -> no answer within " + took.toMillis() + " ms";
    }
    StringBuilder line = new StringBuilder(request).append(" -> ").append(status);
    header("retry-after").ifPresent(s -> line.append(", Retry-After: ").append(s));
    String text = body.replaceAll("\\s+", " ").strip();
    if (text.length() > 160) {
      text = text.substring(0, 160) + " ...";
    }
    return line.append(" in ").append(took.toMillis()).append(" ms ").append(text).toString();
  }
}
