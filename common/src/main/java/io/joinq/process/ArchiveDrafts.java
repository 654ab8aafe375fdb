package io.joinq.process;

import io.joinq.os.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Temporary files of this process while it creates a class archive, beside the archive: a draft,
 * and a folder for the JVM that is being recorded. Their names end in this pid, so that other
 * processes can delete them after its death.
 */
final class ArchiveDrafts {
  private static final Pattern OF_A_PROCESS = Pattern.compile(".*\\.jsa\\.([0-9]+)(\\.tmp)?");

  private final Path folder;
  private final Path archive;
  private final Path temporary;

  ArchiveDrafts(Path file) {
    long pid = ProcessHandle.current().pid();
    folder = file.getParent();
    archive = file.resolveSibling(file.getFileName() + "." + pid);
    temporary = file.resolveSibling(file.getFileName() + "." + pid + ".tmp");
  }

  Path archive() {
    return archive;
  }

  JavaCommand addTo(JavaCommand practice) throws IOException {
    Files.createDirectories(temporary);
    return practice
        .withFlag("-XX:ArchiveClassesAtExit=" + archive)
        .withFlag("-Xlog:cds=off")
        // A JVM that crashes at this must not leave its report where the user works.
        .withFlag("-XX:ErrorFile=" + temporary.resolve("hs_err.log"))
        .withFlag("-Djava.io.tmpdir=" + temporary);
  }

  /** Deletes what processes left that were killed. */
  void sweep() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> files = Files.list(folder)) {
      all = files.filter(ArchiveDrafts::isOrphaned).toList();
    }
    all.forEach(ArchiveDrafts::deleteTree);
  }

  private static boolean isOrphaned(Path path) {
    Matcher name = OF_A_PROCESS.matcher(path.getFileName().toString());
    return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty();
  }

  /** Deletes our own. */
  void delete() {
    deleteTree(archive);
    deleteTree(temporary);
  }

  private static void deleteTree(Path root) {
    try {
      FileTree.delete(root);
    } catch (IOException e) {
      // The next process that creates an archive tries again.
    }
  }
}
