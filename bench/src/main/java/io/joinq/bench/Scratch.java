package io.joinq.bench;

import io.joinq.os.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A temporary folder that is deleted at close, or when this JVM is told to end. */
final class Scratch implements AutoCloseable {
  private final Path folder;
  private final Thread atExit = new Thread(this::delete, "scratch");

  private Scratch(Path folder) {
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  static Scratch in(Path parent) throws IOException {
    return new Scratch(Files.createTempDirectory(parent, "joinq-bench-"));
  }

  Path folder() {
    return folder;
  }

  private void delete() {
    try {
      FileTree.delete(folder);
    } catch (IOException e) {
      System.err.println("bench: cannot delete all of " + folder + ": " + e);
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    delete();
  }
}
