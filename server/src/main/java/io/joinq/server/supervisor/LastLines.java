package io.joinq.server.supervisor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines of a stream. Thread-safe. */
final class LastLines {
  private static final int LONGEST = 500;

  private final int most;
  private final Deque<String> lines = new ArrayDeque<>();

  LastLines(int most) {
    this.most = most;
  }

  synchronized void add(String line) {
    if (lines.size() == most) {
      lines.removeFirst();
    }
    lines.addLast(line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line);
  }

  synchronized List<String> get() {
    return List.copyOf(lines);
  }
}
