package io.joinq.lab.measure;

import io.joinq.os.FileTree;
import io.joinq.process.JavaCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A temporary folder with a queue, and the processes that use it. Closing it, or the end of this
 * JVM by any signal that it can catch, kills them all and deletes the folder.
 */
final class MeasuredQueue implements AutoCloseable {
  private final Path folder;
  private final List<MeasuredProcess> parts = new ArrayList<>();
  private final Thread hook = new Thread(this::clear, "measure-end");
  private boolean cleared;

  /**
   * @param parent where the folder is made; null for the system's
   */
  MeasuredQueue(Path parent) throws IOException {
    String prefix = "joinq-measure-";
    folder =
        parent == null
            ? Files.createTempDirectory(prefix)
            : Files.createTempDirectory(Files.createDirectories(parent), prefix);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  Path folder() {
    return folder;
  }

  Path queueFolder() {
    return folder.resolve("queue");
  }

  URI queue() {
    return URI.create("chronicle:" + queueFolder().toUri().getRawPath());
  }

  synchronized MeasuredProcess start(JavaCommand command) throws IOException {
    if (cleared) {
      throw new IOException("this measurement has ended");
    }
    MeasuredProcess part = MeasuredProcess.start(command);
    parts.add(part);
    return part;
  }

  /** Ends one before the others. */
  void end(MeasuredProcess part) {
    part.close();
    synchronized (this) {
      parts.remove(part);
    }
  }

  private synchronized void clear() {
    cleared = true;
    parts.forEach(MeasuredProcess::close);
    parts.clear();
    try {
      FileTree.delete(folder);
    } catch (IOException e) {
      System.err.println("cannot delete all of " + folder + ": " + e);
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    clear();
  }
}
