package io.joinq.cli;

import io.joinq.json.PayloadView;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Dead letters as text. */
final class DeadLetterText {
  private static final int HEX_PER_LINE = 64;

  private DeadLetterText() {}

  /** A line: when it was given up, and the cause of its last attempt. */
  static String line(TaskStatus letter) {
    return "%-12s dead since %s after %d attempt%s; last cause: %s"
        .formatted(
            letter.id(),
            letter.finishedAt().map(Object::toString).orElse("-"),
            letter.attempts(),
            letter.attempts() == 1 ? "" : "s",
            letter.causes().isEmpty()
                ? "unknown"
                : cause(letter.causes().get(letter.causes().size() - 1)));
  }

  /** All that is known of it, and the beginning of its payload. */
  static List<String> lines(TaskStatus letter, PayloadView payload) {
    List<String> lines = new ArrayList<>();
    lines.add("task        " + letter.id());
    lines.add("put         " + letter.enqueuedAt());
    letter.finishedAt().ifPresent(at -> lines.add("dead since  " + at));
    lines.add("attempts    " + letter.attempts());
    for (Redelivery cause : letter.causes()) {
      lines.add("attempt %-3d %s, at %s".formatted(cause.attempt(), cause(cause), cause.at()));
    }
    lines.add("payload     %,d bytes%s".formatted(payload.bytes(), shown(payload)));
    if (payload.text() != null) {
      payload.text().lines().forEach(line -> lines.add("  " + line.replace('\r', ' ')));
    } else {
      hexLines(payload.hex()).forEach(line -> lines.add("  " + line));
    }
    return lines;
  }

  private static String shown(PayloadView payload) {
    String form = payload.text() == null ? ", in hexadecimal" : "";
    return payload.truncated()
        ? form + ", the first " + PayloadView.MOST_SHOWN + "; --payload writes all of them"
        : form;
  }

  private static List<String> hexLines(String hex) {
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < hex.length(); at += HEX_PER_LINE) {
      lines.add(hex.substring(at, Math.min(hex.length(), at + HEX_PER_LINE)));
    }
    return lines;
  }

  private static String cause(Redelivery cause) {
    String name = cause.cause().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    String detail = cause.detail().isEmpty() ? "" : " (" + printable(cause.detail()) + ")";
    return name + detail + ", pid " + cause.pid();
  }

  /** A detail is what a handler said, which may be anything. */
  private static String printable(String detail) {
    return detail.codePoints().anyMatch(Character::isISOControl)
        ? detail.replaceAll("\\p{Cntrl}", "?")
        : detail;
  }
}
