package io.joinq.server.supervisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;

/** Splits a text into lines; an overlong line comes in parts. Confined to one thread. */
final class BoundedLines implements AutoCloseable {
  static final int LONGEST = 16_384;

  private final BufferedReader text;
  private final StringBuilder line = new StringBuilder();
  private boolean endsWithPart;

  BoundedLines(Reader text) {
    this.text = new BufferedReader(text);
  }

  /** The next, without its end; null after the last. Blocks until it is there. */
  String next() throws IOException {
    line.setLength(0);
    while (line.length() < LONGEST) {
      int c = text.read();
      if (c == '\n' && endsWithPart) {
        // The end of a line that was delivered in parts is not a line of its own.
        endsWithPart = false;
      } else if (c == '\n') {
        return line.toString();
      } else if (c < 0) {
        return line.isEmpty() ? null : line.toString();
      } else {
        endsWithPart = false;
        line.append((char) c);
      }
    }
    endsWithPart = true;
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
