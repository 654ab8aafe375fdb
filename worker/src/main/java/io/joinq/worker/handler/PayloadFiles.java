package io.joinq.worker.handler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files in which commands find their payloads, readable by this user only, in a folder of this
 * process. The next process to start removes the folder of a killed worker.
 */
final class PayloadFiles implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PayloadFiles.class);
  private static final Pattern FOLDER = Pattern.compile("joinq-worker-(\\d+)-.*");

  private final Path folder;

  private PayloadFiles(Path folder) {
    this.folder = folder;
  }

  /** Makes the folder of this process among the temporary files. */
  static PayloadFiles open() {
    return open(Path.of(System.getProperty("java.io.tmpdir")));
  }

  static PayloadFiles open(Path parent) {
    try {
      removeLeftovers(parent);
      String prefix = "joinq-worker-" + ProcessHandle.current().pid() + "-";
      return new PayloadFiles(Files.createTempDirectory(parent, prefix));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create a folder for payloads in " + parent, e);
    }
  }

  Path write(Task task) throws IOException {
    Path file = Files.createTempFile(folder, task.id() + "-", ".payload");
    Files.write(file, task.payload());
    return file;
  }

  private static void removeLeftovers(Path parent) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, "joinq-worker-*")) {
      for (Path folder : folders) {
        Matcher name = FOLDER.matcher(folder.getFileName().toString());
        if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
          remove(folder);
        }
      }
    }
  }

  private static void remove(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // It may belong to another user, or another worker removes it just now.
      log.debug("cannot remove {}", folder, e);
    }
  }

  @Override
  public void close() {
    remove(folder);
  }
}
