package io.joinq.server.supervisor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The number of workers: fixed, {@code 2}, or as many as needed, {@code 1..4}. */
public record WorkerRange(int min, int max) {
  public static final int MOST_WORKERS = 256;
  public static final WorkerRange NONE = new WorkerRange(0, 0);
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})(?:\\.\\.(\\d{1,6}))?");

  public WorkerRange {
    if (min < 0 || max > MOST_WORKERS) {
      throw new IllegalArgumentException(
          "--workers must be from 0 to " + MOST_WORKERS + ", not " + text(min, max));
    }
    if (min > max) {
      throw new IllegalArgumentException(
          "--workers " + text(min, max) + " is no range; write the smaller number first");
    }
    if (min == 0 && max > 0) {
      throw new IllegalArgumentException(
          "--workers " + text(min, max) + ": without any worker puts are refused; start at 1");
    }
  }

  /**
   * @throws IllegalArgumentException if it is not a number or two
   */
  public static WorkerRange parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "--workers '" + text + "' is not a number of workers; write 2, or 1..4");
    }
    int min = Integer.parseInt(form.group(1));
    return new WorkerRange(min, form.group(2) == null ? min : Integer.parseInt(form.group(2)));
  }

  private static String text(int min, int max) {
    return min == max ? Integer.toString(min) : min + ".." + max;
  }

  @Override
  public String toString() {
    return text(min, max);
  }
}
