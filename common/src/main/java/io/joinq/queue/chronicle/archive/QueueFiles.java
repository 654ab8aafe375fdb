package io.joinq.queue.chronicle.archive;

import io.joinq.queue.chronicle.files.OpenErrors;
import io.joinq.queue.chronicle.log.SpillFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder of a queue:
 *
 * <pre>
 * control      ControlLayout
 * procs.lock   ProcessLocks
 * checkpoint   Checkpoint: only where --sync was used
 * log/         TaskLog
 * spill/       SpillFiles
 * results/     TaskArchive: what became of finished tasks, the newest of them
 * dead/        TaskArchive: dead letters
 * </pre>
 */
public final class QueueFiles {
  private final Path folder;
  private final SpillFiles spills;
  private final TaskArchive results;
  private final TaskArchive deadLetters;

  public QueueFiles(Path folder) {
    this.folder = folder;
    this.spills = new SpillFiles(folder.resolve("spill"));
    this.results = new TaskArchive(folder.resolve("results"), () -> false);
    this.deadLetters = new TaskArchive(folder.resolve("dead"), this::isSynced);
  }

  /** Creates what is missing, for this user's eyes only. */
  public void create() {
    try {
      Path parent = folder.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      createPrivate(folder);
      for (String name : new String[] {"log", "spill", "results", "dead"}) {
        createPrivate(folder.resolve(name));
      }
    } catch (IOException e) {
      throw OpenErrors.of("create or use the queue's folder", folder, e);
    }
  }

  /** Creates a folder for this user's eyes only, unless it is there. */
  public static void createPrivate(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    try {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  public Path folder() {
    return folder;
  }

  public Path control() {
    return folder.resolve("control");
  }

  /** Whether this queue is to survive a failure of the power. */
  public boolean isSynced() {
    return Files.exists(checkpoint());
  }

  public Path checkpoint() {
    return folder.resolve("checkpoint");
  }

  public Path processLocks() {
    return folder.resolve("procs.lock");
  }

  public Path log() {
    return folder.resolve("log");
  }

  public SpillFiles spills() {
    return spills;
  }

  public TaskArchive results() {
    return results;
  }

  public TaskArchive deadLetters() {
    return deadLetters;
  }
}
