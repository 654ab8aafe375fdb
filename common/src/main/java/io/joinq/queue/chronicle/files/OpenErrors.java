package io.joinq.queue.chronicle.files;

import io.joinq.os.Libc;
import io.joinq.queue.QueueOpenException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Error messages for queues that cannot be opened, with the remedy. */
public final class OpenErrors {
  private static final int EACCES = 13;
  private static final int EPERM = 1;
  private static final int EROFS = 30;

  private OpenErrors() {}

  /**
   * @param what what was tried: "open", "create"
   */
  public static QueueOpenException of(String what, Path file, IOException e) {
    if (e instanceof AccessDeniedException) {
      return denied(what, file, e);
    }
    if (e instanceof FileAlreadyExistsException f) {
      return new QueueOpenException(
          "cannot "
              + what
              + " "
              + file
              + ": "
              + f.getFile()
              + " is a file, not a folder; choose another folder with --queue, or move it away",
          e);
    }
    String reason = e instanceof FileSystemException f ? String.valueOf(f.getReason()) : "";
    if (reason.contains("Read-only")) {
      return readOnly(what, file, e);
    }
    if (isDiskFull(e)) {
      return full(what, file, e);
    }
    return new QueueOpenException("cannot " + what + " " + file + ": " + e, e);
  }

  /** Java has no exception of its own for it; the words are the kernel's. */
  public static boolean isDiskFull(IOException e) {
    String words = String.valueOf(e.getMessage());
    return words.contains("No space left") || words.contains("quota exceeded");
  }

  /** As {@link #of(String, Path, IOException)}, for a call of the kernel's. */
  public static QueueOpenException of(String what, Path file, int errno) {
    return switch (errno) {
      case EACCES, EPERM -> denied(what, file, null);
      case EROFS -> readOnly(what, file, null);
      case Libc.ENOSPC, Libc.EDQUOT -> full(what, file, null);
      default -> new QueueOpenException("cannot " + what + " " + file + ": errno " + errno);
    };
  }

  private static QueueOpenException denied(String what, Path file, IOException cause) {
    String user = System.getProperty("user.name");
    return new QueueOpenException(
        "cannot "
            + what
            + " "
            + file
            + ": user "
            + user
            + " has no permission, the queue belongs to "
            + owner(file)
            + "; run this as "
            + owner(file)
            + ", or use another folder with --queue",
        cause);
  }

  private static QueueOpenException readOnly(String what, Path file, IOException cause) {
    return new QueueOpenException(
        "cannot "
            + what
            + " "
            + file
            + ": its file system is read-only; mount it for writing, or use another folder with"
            + " --queue",
        cause);
  }

  private static QueueOpenException full(String what, Path file, IOException cause) {
    return new QueueOpenException(
        "cannot " + what + " " + file + ": the disk is full; free space, nothing was changed",
        cause);
  }

  /** The owner of the file, or of the nearest folder above it that this user may see. */
  private static String owner(Path file) {
    for (Path path = file.toAbsolutePath(); path != null; path = path.getParent()) {
      try {
        return Files.getOwner(path).getName();
      } catch (IOException | SecurityException e) {
        // This user may not see it; the folder above says enough.
      }
    }
    return "another user";
  }
}
