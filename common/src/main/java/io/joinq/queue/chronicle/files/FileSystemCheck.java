package io.joinq.queue.chronicle.files;

import io.joinq.queue.QueueOpenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Refuses file systems that do not give what a queue needs: memory that all who map a file share,
 * record locks that the kernel drops when their process dies, and renames that replace a file at
 * once.
 */
public final class FileSystemCheck {
  /**
   * Those of a network, of a host of virtual machines, or of a program: nobody knows what they do.
   */
  private static final String REFUSED = "nfs.*|cifs|smb.*|9p|fuse.*";

  private FileSystemCheck() {}

  /**
   * Creates nothing.
   *
   * @param folder need not be there
   * @throws QueueOpenException if its file system is refused
   */
  public static void require(Path folder) {
    String type = typeOf(folder);
    if (isRefused(type)) {
      throw new QueueOpenException(
          "the queue's folder "
              + folder
              + " is on a file system of the type "
              + type
              + ", which does not promise the shared memory and the locks that joinq needs; use a"
              + " local one (ext4, xfs, btrfs, tmpfs), or insist with -Djoinq.refusedFileSystems="
              + " (none) in all processes of the queue");
    }
  }

  /** Whether the type is one of those that a property may name otherwise. */
  public static boolean isRefused(String type) {
    return type.matches(System.getProperty("joinq.refusedFileSystems", REFUSED));
  }

  /** As the kernel's table of mounts calls it; empty if that does not tell. */
  private static String typeOf(Path folder) {
    Path there = folder.toAbsolutePath();
    while (there.getParent() != null && Files.notExists(there)) {
      there = there.getParent();
    }
    try {
      return Files.getFileStore(there).type();
    } catch (IOException e) {
      // A mount or a folder that this process may not see: opening the files says what is wrong.
      return "";
    }
  }
}
