package io.joinq.cli;

import io.joinq.os.ProcFs;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress output on the terminal, if there is one. It goes to stderr; stdout is for results. */
final class Terminal {
  private Terminal() {}

  /** Whether stderr is a terminal; false if unknown. */
  static boolean isAttached() {
    return ProcFs.linkOfSelf("fd/2")
        .filter(device -> device.startsWith("/dev/pts/") || device.startsWith("/dev/tty"))
        .isPresent();
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
