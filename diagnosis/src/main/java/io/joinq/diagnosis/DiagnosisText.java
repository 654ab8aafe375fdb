package io.joinq.diagnosis;

import java.util.ArrayList;
import java.util.List;

/** A diagnosis as text: the problem in one paragraph, then the evidence. */
public final class DiagnosisText {
  private static final String ITEM = "  - ";
  private static final String NO_ITEM = "    ";

  private final int width;
  private final List<String> lines = new ArrayList<>();

  private DiagnosisText(int width) {
    this.width = width;
  }

  /**
   * @param width columns of the terminal; words longer than that, and stacks, go beyond
   */
  public static String write(DiagnosisView diagnosis, int width) {
    return new DiagnosisText(width).of(diagnosis);
  }

  private String of(DiagnosisView diagnosis) {
    lines.add("cause: " + diagnosis.cause());
    lines.add("");
    wrap("", "", diagnosis.summary());
    section("evidence", diagnosis.evidence());
    diagnosis.also().forEach(this::also);
    diagnosis.stacks().forEach(this::stack);
    return String.join(System.lineSeparator(), lines);
  }

  private void section(String title, List<String> items) {
    if (!items.isEmpty()) {
      lines.add("");
      lines.add(title);
      items.forEach(item -> wrap(ITEM, NO_ITEM, item));
    }
  }

  private void also(DiagnosisView.Other other) {
    lines.add("");
    wrap("", "", "also: " + other.cause() + ": " + other.sentence());
    other.evidence().forEach(item -> wrap(ITEM, NO_ITEM, item));
    wrap(ITEM, NO_ITEM, "remedy: " + other.remedy());
  }

  private void stack(Stack stack) {
    lines.add("");
    lines.add("stack of " + stack.of());
    stack.frames().forEach(frame -> lines.add(NO_ITEM + "at " + frame));
  }

  private void wrap(String first, String next, String text) {
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.split(" ", -1)) {
      if (!empty && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(next);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
  }
}
