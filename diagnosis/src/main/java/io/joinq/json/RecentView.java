package io.joinq.json;

/**
 * How often something happened within the last {@value #SECONDS} s.
 *
 * @param times number of occurrences
 * @param seconds number of those seconds with an occurrence
 */
public record RecentView(long times, int seconds) {
  /** Length of the window, the current second included. */
  public static final int SECONDS = 5;

  public static final RecentView NONE = new RecentView(0, 0);
}
