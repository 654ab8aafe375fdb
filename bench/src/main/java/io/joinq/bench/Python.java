package io.joinq.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The Python interpreter for CPython's queue. */
final class Python {
  private Python() {}

  /**
   * @throws IOException if there is no such Python; the message says how to get one
   */
  static String requireVersion(String command) throws IOException, InterruptedException {
    try {
      Process process = new ProcessBuilder(command, "--version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() == 0 && answer.startsWith("Python 3.")) {
        return answer.substring("Python ".length());
      }
    } catch (IOException e) {
      throw missing(command, e);
    }
    throw missing(command, null);
  }

  private static IOException missing(String command, IOException cause) {
    return new IOException(
        "'" + command + "' is no Python 3; install it with: sudo apt-get install python3", cause);
  }
}
