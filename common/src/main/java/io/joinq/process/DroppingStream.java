package io.joinq.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Writes to another stream on its own thread, so that a writer never waits for a slow reader. It
 * drops what arrives while its buffer is full, and then writes the number of dropped lines.
 * Thread-safe.
 */
final class DroppingStream extends OutputStream {
  private final OutputStream to;
  private final int most;
  // All guarded by this.
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private boolean isWriting;
  private boolean isInsideLine;
  private long droppedLines;
  private boolean isDropping;

  /**
   * @param most bytes that wait
   */
  DroppingStream(OutputStream to, int most) {
    this.to = to;
    this.most = most;
    Thread thread = new Thread(this::pass, "stderr");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void write(int octet) {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return;
    }
    if (waiting.size() + length > most) {
      isDropping = true;
      droppedLines += lines(bytes, offset, length);
      return;
    }
    if (isDropping) {
      tellDropped();
    }
    waiting.write(bytes, offset, length);
    isInsideLine = bytes[offset + length - 1] != '\n';
    notifyAll();
  }

  private static long lines(byte[] bytes, int offset, int length) {
    long lines = 0;
    for (int i = offset; i < offset + length; i++) {
      lines += bytes[i] == '\n' ? 1 : 0;
    }
    return lines;
  }

  private void tellDropped() {
    String text =
        (isInsideLine ? "\n" : "")
            + droppedLines
            + " lines dropped here: nobody read this stream in time\n";
    waiting.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    isDropping = false;
    droppedLines = 0;
  }

  private void pass() {
    try {
      while (true) {
        byte[] next = next();
        try {
          to.write(next);
          to.flush();
        } catch (IOException e) {
          // The reader is gone, and there is nowhere else to report that.
        }
        written();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized byte[] next() throws InterruptedException {
    while (waiting.size() == 0) {
      wait();
    }
    isWriting = true;
    byte[] next = waiting.toByteArray();
    waiting.reset();
    return next;
  }

  private synchronized void written() {
    isWriting = false;
    notifyAll();
  }

  /** Waits until everything is written, at most for the timeout. */
  synchronized void awaitPassed(Duration patience) throws InterruptedException {
    long endNanos = System.nanoTime() + patience.toNanos();
    while (isWriting || waiting.size() > 0) {
      long left = endNanos - System.nanoTime();
      if (left <= 0) {
        return;
      }
      // Rounded up: 0 would wait for ever.
      wait(left / 1_000_000 + 1);
    }
  }
}
