package io.joinq.json;

/**
 * How often something happened within the last {@value #SECONDS} s.
 *
 * @param times that it happened
 * @param seconds in how many of those seconds it happened
 */
public record RecentView(long times, int seconds) {
  /** Length of the window, the current second included. */
  public static final int SECONDS = 5;

  public static final RecentView NONE = new RecentView(0, 0);
}
