package io.joinq.worker.handler;

import io.joinq.options.UsageException;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command into words as a shell quotes them, and does nothing else that a shell does:
 * blanks separate words, single quotes keep everything, double quotes keep all but a backslash
 * before a quote or a backslash, and a backslash elsewhere keeps the next character.
 */
final class CommandWords {
  private static final char NONE = 0;

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private char quote = NONE;
  private int next;

  private CommandWords(String text) {
    this.text = text;
  }

  /**
   * @throws UsageException if a quote is not closed, or a backslash ends the text
   */
  static List<String> split(String text) {
    CommandWords command = new CommandWords(text);
    command.read();
    return List.copyOf(command.words);
  }

  private void read() {
    while (next < text.length()) {
      char c = text.charAt(next++);
      if (quote == NONE) {
        readPlain(c);
      } else {
        readQuoted(c);
      }
    }
    if (quote != NONE) {
      throw refused("opens a quote " + quote + " that it never closes; close it");
    }
    endWord();
  }

  private void readPlain(char c) {
    if (Character.isWhitespace(c)) {
      endWord();
      return;
    }
    inWord = true;
    if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '\\') {
      word.append(escaped());
    } else {
      word.append(c);
    }
  }

  private void readQuoted(char c) {
    if (c == quote) {
      quote = NONE;
    } else if (quote == '"' && c == '\\' && escapesInQuotes()) {
      word.append(escaped());
    } else {
      word.append(c);
    }
  }

  private boolean escapesInQuotes() {
    return next < text.length() && (text.charAt(next) == '"' || text.charAt(next) == '\\');
  }

  private char escaped() {
    if (next == text.length()) {
      throw refused("ends in a backslash with nothing after it; write \\\\ for a backslash");
    }
    return text.charAt(next++);
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }

  private UsageException refused(String why) {
    return new UsageException("--exec \"" + text + "\" " + why);
  }
}
