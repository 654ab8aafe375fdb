package io.joinq.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The documents of the project and the fenced blocks in them. */
public final class Documents {
  private static final String FENCE = "```";

  private Documents() {}

  /**
   * A fenced block.
   *
   * @param language the first word after the fence; empty if there is none
   * @param kind the second word; empty if there is none
   * @param line where the fence stands, counting from 1
   */
  record Block(Path document, int line, String language, String kind, List<String> lines) {
    @Override
    public String toString() {
      return document.getFileName() + ":" + line;
    }
  }

  /** The folder that has run.sh. */
  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("run.sh"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  /** README.md and docs/*.md. */
  static List<Path> all() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(root().resolve("README.md")));
    Path folder = root().resolve("docs");
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
      }
    }
    return documents;
  }

  /** In order. */
  static List<Block> blocks(Path document) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(document);
    for (int start = 0; start < lines.size(); start++) {
      if (lines.get(start).startsWith(FENCE)) {
        int end = start + 1;
        while (!lines.get(end).equals(FENCE)) {
          end++;
        }
        String[] words = (lines.get(start).substring(FENCE.length()) + "  ").split(" ", -1);
        blocks.add(
            new Block(document, start + 1, words[0], words[1], lines.subList(start + 1, end)));
        start = end;
      }
    }
    return blocks;
  }
}
