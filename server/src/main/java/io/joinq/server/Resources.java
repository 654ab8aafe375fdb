package io.joinq.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The resources that a server owns and closes when it stops. */
final class Resources {
  private static final Logger log = LoggerFactory.getLogger(Resources.class);

  private Resources() {}

  /**
   * Closes one after the other, each whatever became of those before it: a file that ran out of
   * disk is an Error. What failed is logged.
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
