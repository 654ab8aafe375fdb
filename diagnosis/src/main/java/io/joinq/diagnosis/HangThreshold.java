package io.joinq.diagnosis;

import java.time.Duration;

/**
 * How long a task may go without progress before its worker counts as hung.
 *
 * @param always whether it also applies while no other task waits; otherwise the task timeout does
 */
public record HangThreshold(Duration time, boolean always) {
  private static final Duration USUAL = Duration.ofSeconds(10);

  /** Default, for workers that set none: 10 s while tasks wait. */
  public static HangThreshold usual() {
    return new HangThreshold(USUAL, false);
  }

  /** As somebody wants it. */
  public static HangThreshold of(Duration time) {
    return new HangThreshold(time, true);
  }
}
