package io.joinq.queue.chronicle.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A copy of a queue's folder in the worst state that a power failure could leave: only synced
 * contents, under only synced names. Files are known by inode, so a file that is synced and then
 * renamed has its content but not its new name.
 */
final class SyncRecorder {
  private final Path root;
  private final Map<Object, byte[]> contents = new HashMap<>();

  SyncRecorder(Path root) {
    this.root = root;
  }

  synchronized void fileSynced(Path file) {
    try {
      Object inode = inode(file);
      contents.put(inode, Files.readAllBytes(file));
      Path named = shadowOf(file);
      if (Files.exists(named)) {
        replace(named, contents.get(inode));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized void folderSynced(Path folder) {
    Path shadow = root.resolve(folder.getFileName());
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, Files::isRegularFile)) {
      Files.createDirectories(shadow);
      for (Path file : files) {
        names.add(file.getFileName().toString());
        byte[] content = contents.get(inode(file));
        // A name without its content: the kernel may well have written one and not the other.
        replace(shadow.resolve(file.getFileName()), content == null ? new byte[0] : content);
      }
      removeAllBut(names, shadow);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void removeAllBut(Set<String> names, Path shadow) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(shadow, Files::isRegularFile)) {
      for (Path file : files) {
        if (!names.contains(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    }
  }

  /** The process that writes this is killed in the tests: never half a file. */
  private static void replace(Path file, byte[] content) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    Files.write(unfinished, content);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Object inode(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino");
  }

  private Path shadowOf(Path file) {
    return root.resolve(file.getParent().getFileName()).resolve(file.getFileName());
  }
}
