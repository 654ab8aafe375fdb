package io.joinq.queue.chronicle;

import io.joinq.queue.QueueOpenException;
import io.joinq.queue.chronicle.files.OpenErrors;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Which queue a path leads to: device and inode of the file with its locks. That file is open as
 * long as the queue is, so no other gets its inode meanwhile. Nothing here opens it, because
 * closing it would drop the locks that this process has.
 */
record QueueIdentity(String locks) {
  private static final String MARK = "joinq.open.";

  /** Creates the file if it is missing. */
  static QueueIdentity of(Path locks) {
    try {
      if (Files.notExists(locks)) {
        Files.createFile(
            locks,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
    } catch (FileAlreadyExistsException e) {
      // Another process came first.
    } catch (IOException e) {
      throw OpenErrors.of("create", locks, e);
    }
    try {
      return new QueueIdentity(inode(locks));
    } catch (IOException e) {
      throw OpenErrors.of("open", locks, e);
    }
  }

  /** Device and inode. */
  static String inode(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey().toString();
  }

  /**
   * Claims the queue for the classes of this class loader. A system property says so to all other
   * copies of them in this JVM.
   *
   * @throws QueueOpenException if another copy has the queue open
   */
  void mark(Path folder) {
    if (System.getProperties().putIfAbsent(MARK + locks, folder.toString()) != null) {
      throw new QueueOpenException(
          "the queue in "
              + folder
              + " is open in this process by another class loader, whose locks closing it here"
              + " would drop; close it there first, or load joinq once, in a class loader that both"
              + " share");
    }
  }

  boolean isMarked() {
    return System.getProperty(MARK + locks) != null;
  }

  void unmark() {
    System.getProperties().remove(MARK + locks);
  }
}
