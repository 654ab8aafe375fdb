package io.joinq.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress output on the terminal, if there is one. It goes to stderr; stdout is for results. */
final class Terminal {
  private static final Path STDERR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /** Whether stderr is a terminal; false if unknown. */
  static boolean isAttached() {
    try {
      String device = Files.readSymbolicLink(STDERR).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * @param most how many steps it has; negative if that is not known
   */
  static ProgressBar progressBar(String name, long most) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(most)
        .setUpdateIntervalMillis(100)
        .setStyle(ProgressBarStyle.ASCII)
        .continuousUpdate()
        .build();
  }
}
