package io.joinq.lab.drill;

import java.util.Locale;

/** A fault that is done to the workers, and its expected consequences. */
enum Drill {
  KILLS,
  KILLS_WITH_SPARE,
  CRASH_LOOP,
  POISON,
  HANG,
  ALL;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
