package io.joinq.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the process that started this one is gone, however it went: the kernel then closes
 * its end of the pipe that is our stdin.
 */
final class ParentWatch implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(ParentWatch.class);

  private final InputStream pipe;
  private final Runnable onGone;

  private ParentWatch(InputStream pipe, Runnable onGone) {
    this.pipe = pipe;
    this.onGone = onGone;
  }

  /**
   * @param pipe whose other end the parent holds open and never writes to
   */
  static void start(InputStream pipe, Runnable onGone) {
    Thread thread = new Thread(new ParentWatch(pipe, onGone), "parent-watch");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    try {
      pipe.transferTo(OutputStream.nullOutputStream());
      log.warn("the process that started this worker is gone; draining");
    } catch (IOException e) {
      log.warn("the pipe to the process that started this worker broke; draining", e);
    }
    onGone.run();
  }
}
