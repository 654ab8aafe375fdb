package io.joinq.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The resources that a server owns and closes when it stops. */
final class Resources {
  private static final Logger log = LoggerFactory.getLogger(Resources.class);

  private Resources() {}

  /**
   * Closes all resources, also after one has failed: a file on a full disk throws an Error.
   * Failures are logged.
   */
  static void closeAll(Runnable... parts) {
    for (Runnable part : parts) {
      try {
        part.run();
      } catch (RuntimeException | Error e) {
        log.error("a part of this server could not be closed", e);
      }
    }
  }
}
