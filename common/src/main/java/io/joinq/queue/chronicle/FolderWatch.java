package io.joinq.queue.chronicle;

import io.joinq.queue.QueueException;
import io.joinq.queue.chronicle.archive.QueueFiles;
import io.joinq.queue.chronicle.files.OpenErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;

/**
 * Whether the folder of an open queue still is that queue's. Once it was deleted, renamed or
 * replaced, nobody sees what is put here, and what is written or deleted by path may be another
 * queue's. Thread-safe.
 */
final class FolderWatch {
  private final QueueFiles files;
  private final QueueIdentity identity;
  private final String control;
  private volatile boolean lost;

  /** Of a queue that was just opened. */
  FolderWatch(QueueIdentity identity, QueueFiles files) {
    this.files = files;
    this.identity = identity;
    try {
      this.control = QueueIdentity.inode(files.control());
    } catch (IOException e) {
      throw OpenErrors.of("open", files.control(), e);
    }
  }

  QueueIdentity identity() {
    return identity;
  }

  /**
   * Looks, which may wait for the disk.
   *
   * @return whether the folder was found to be lost for the first time
   */
  boolean findsLoss() {
    if (lost || isThere()) {
      return false;
    }
    lost = true;
    return true;
  }

  private boolean isThere() {
    try {
      return QueueIdentity.inode(files.control()).equals(control)
          && QueueIdentity.inode(files.processLocks()).equals(identity.locks());
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      // It cannot be seen now; if a file has the folder's name, it never will be.
      return !Files.isRegularFile(files.folder());
    }
  }

  /** Whether a look found it lost; it stays so. */
  boolean isLost() {
    return lost;
  }

  /**
   * @throws QueueException if it is lost
   */
  void require() {
    if (lost) {
      throw new QueueException(
          "the folder "
              + files.folder()
              + " of the open queue was deleted, renamed or replaced: nobody would see what happens"
              + " to the queue here; close it, and open it again where it is");
    }
  }
}
