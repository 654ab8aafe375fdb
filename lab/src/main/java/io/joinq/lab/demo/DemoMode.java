package io.joinq.lab.demo;

import java.util.Locale;

/** The demos, named after their put strategy. */
enum DemoMode {
  BLOCKING,
  TIMED,
  ASYNC;

  /** As the server's {@code --put} has it. */
  String option() {
    return name().toLowerCase(Locale.ROOT);
  }
}
