package io.joinq.worker.handler;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads the stderr of a command and keeps its end. One thread reads; any thread may get the
 * content.
 */
final class TailReader implements Runnable {
  static final int KEPT_BYTES = 8 << 10;

  private final InputStream stream;
  private final byte[] kept = new byte[KEPT_BYTES];
  private long total;

  TailReader(InputStream stream) {
    this.stream = stream;
  }

  @Override
  public void run() {
    byte[] chunk = new byte[KEPT_BYTES];
    try {
      for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
        add(chunk, read);
      }
    } catch (IOException e) {
      // The command was killed; what it wrote until then is all there is.
    }
  }

  /** The array is a ring: byte n of the stream stands at n modulo its length. */
  private synchronized void add(byte[] chunk, int length) {
    for (int i = 0; i < length; i++) {
      kept[(int) (total++ % KEPT_BYTES)] = chunk[i];
    }
  }

  /** What is kept, as text; it may begin in the middle of a line. */
  synchronized String text() {
    int length = (int) Math.min(total, KEPT_BYTES);
    byte[] inOrder = new byte[length];
    for (int i = 0; i < length; i++) {
      inOrder[i] = kept[(int) ((total - length + i) % KEPT_BYTES)];
    }
    return new String(inOrder, StandardCharsets.UTF_8).strip();
  }
}
