package io.joinq.queue.chronicle.files;

import io.joinq.os.Libc;
import io.joinq.queue.QueueException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Syncs files and directories, so that a power failure loses nothing that was promised. With {@code
 * -Djoinq.shadow=DIR} it also copies what was synced to that folder, which then holds what a power
 * failure would leave; the tests use that.
 */
public final class FileSync {
  /** No such file. */
  private static final int ENOENT = 2;

  private static final String SHADOW = System.getProperty("joinq.shadow");
  private static final SyncRecorder RECORDER =
      SHADOW == null ? null : new SyncRecorder(Path.of(SHADOW));

  private FileSync() {}

  /**
   * Returns once the file's content is on the disk, what is mapped of it included. A file that is
   * gone needs no disk: its task has ended meanwhile.
   *
   * @throws QueueException if the disk fails
   */
  public static void syncFile(Path file) {
    sync(file);
    if (SHADOW != null && Files.exists(file)) {
      RECORDER.fileSynced(file);
    }
  }

  /** Returns once the names in the folder are on the disk: those made and those removed. */
  public static void syncFolder(Path folder) {
    sync(folder);
    if (SHADOW != null) {
      RECORDER.folderSynced(folder);
    }
  }

  private static void sync(Path path) {
    int errno = Libc.sync(path.toString());
    if (errno != 0 && errno != ENOENT) {
      throw new QueueException(
          "cannot sync " + path + ": errno " + errno + "; the disk may be failing or full");
    }
  }
}
