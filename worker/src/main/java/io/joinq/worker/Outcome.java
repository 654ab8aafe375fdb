package io.joinq.worker;

import java.util.Locale;

/** How a delivery ended, as its worker sees it. */
enum Outcome {
  DONE,
  /** Ended for good by its handler; another attempt would fail as well. */
  FAILED,
  /** Handed back after a failed attempt. */
  RETRY,
  /** Handed back unharmed. */
  RELEASED,
  /** The lease was gone; what this worker did is discarded. */
  LOST;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
