package io.joinq.diagnosis;

import java.time.Duration;

/**
 * How long a task may be handled without progress before its worker counts as hung.
 *
 * @param always whether that holds also where no other task waits; else the task timeout does there
 */
public record Patience(Duration time, boolean always) {
  private static final Duration USUAL = Duration.ofSeconds(10);

  /** Of those who say nothing of it: 10 s where tasks wait. */
  public static Patience usual() {
    return new Patience(USUAL, false);
  }

  /** As somebody wants it. */
  public static Patience of(Duration time) {
    return new Patience(time, true);
  }
}
