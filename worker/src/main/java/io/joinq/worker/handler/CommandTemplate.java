package io.joinq.worker.handler;

import io.joinq.options.UsageException;
import java.nio.file.Path;
import java.util.List;

/**
 * The command for each task: words in which {@value #PAYLOAD} stands for the payload file. No shell
 * is involved, so no payload or path can become part of the command.
 */
final class CommandTemplate {
  static final String PAYLOAD = "{payload}";

  private final String text;
  private final List<String> words;

  private CommandTemplate(String text, List<String> words) {
    this.text = text;
    this.words = words;
  }

  /**
   * @throws UsageException if a quote is not closed, or there is no word
   */
  static CommandTemplate parse(String text) {
    List<String> words = CommandWords.split(text);
    if (words.isEmpty() || words.get(0).isEmpty()) {
      throw new UsageException(
          "--exec \"" + text + "\" names no program; write --exec \"CMD ...\"");
    }
    return new CommandTemplate(text, words);
  }

  /**
   * @throws UsageException if the program of this command cannot be run
   */
  void requireProgram(ProgramSearch search) {
    String program = words.get(0);
    if (search.find(program).isEmpty()) {
      throw new UsageException(
          "--exec \""
              + text
              + "\": there is no program '"
              + program
              + "' that can be run; install it, or give its path");
    }
  }

  /** Whether the command reads the payload from a file; else it is given on stdin. */
  boolean wantsFile() {
    return words.stream().anyMatch(word -> word.contains(PAYLOAD));
  }

  List<String> words() {
    return words;
  }

  /** The words of the command with the payload in this file. */
  List<String> words(Path payload) {
    return words.stream().map(word -> word.replace(PAYLOAD, payload.toString())).toList();
  }

  @Override
  public String toString() {
    return text;
  }
}
