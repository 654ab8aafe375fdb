package io.joinq.worker.handler;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the stdout of a command up to a limit. One thread reads; any thread may get the content.
 */
final class OutputReader implements Runnable {
  private static final int CHUNK = 64 << 10;

  private final InputStream stream;
  private final long limit;
  private final Runnable onExceeded;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean exceeded;

  /**
   * @param onExceeded called by the reading thread, once, when there is more than the limit
   */
  OutputReader(InputStream stream, long limit, Runnable onExceeded) {
    this.stream = stream;
    this.limit = limit;
    this.onExceeded = onExceeded;
  }

  @Override
  public void run() {
    byte[] chunk = new byte[CHUNK];
    try {
      for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
        if (!add(chunk, read)) {
          onExceeded.run();
          return;
        }
      }
    } catch (IOException e) {
      // The command was killed; what it wrote until then is all there is.
    }
  }

  private synchronized boolean add(byte[] chunk, int length) {
    exceeded = bytes.size() + (long) length > limit;
    if (!exceeded) {
      bytes.write(chunk, 0, length);
    }
    return !exceeded;
  }

  synchronized boolean exceeded() {
    return exceeded;
  }

  synchronized byte[] bytes() {
    return bytes.toByteArray();
  }
}
