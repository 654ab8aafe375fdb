package io.joinq.cli;

import io.joinq.queue.PayloadTooLargeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads payloads, and never more than the limit into memory. */
final class Payloads {
  private final long maxBytes;

  Payloads(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  byte[] ofFile(Path file) throws IOException {
    check(Files.size(file));
    return Files.readAllBytes(file);
  }

  byte[] ofStream(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8L, maxBytes + 1));
    check(bytes.length);
    return bytes;
  }

  /**
   * The next line without its line feed; null at the end.
   *
   * @param in buffered
   */
  byte[] nextLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      line.write(next);
      check(line.size());
      next = in.read();
    }
    return line.toByteArray();
  }

  private void check(long bytes) {
    if (bytes > maxBytes) {
      throw new PayloadTooLargeException("payload", bytes, maxBytes);
    }
  }
}
