package io.joinq.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A class-data archive (CDS), with which a JVM starts in about half the time. A JVM that runs a
 * worker's whole lifecycle records it.
 *
 * <p>A JVM ignores an archive that was made by another build of Java or from other jars, so a stale
 * archive costs time only. Classes in folders, as in an IDE, have no archive.
 */
public final class ClassArchive {
  private static final long PATIENCE_SECONDS = 60;
  private static final long END_SECONDS = 1;
  private static final int HASH_BASE = 16;

  /** As several Javas may be in use, and several copies of this program. */
  private static final int KEPT = 4;

  private final Path file;

  private ClassArchive(Path file) {
    this.file = file;
  }

  /** The archive in this file, which need not be there yet. */
  public static ClassArchive at(Path file) {
    return new ClassArchive(file.toAbsolutePath());
  }

  /**
   * The archive that all users of this very program and Java share: in the user's cache folder,
   * which {@code XDG_CACHE_HOME} names, and else is {@code ~/.cache}.
   *
   * @param name what it is for
   */
  public static ClassArchive inUsersCache(String name) {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path folder =
        cache == null || cache.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    String version = Integer.toUnsignedString(fingerprint().hashCode(), HASH_BASE);
    return at(folder.resolve("joinq").resolve(name + "-" + version + ".jsa"));
  }

  /** Differs when Java or a jar does. */
  private static List<String> fingerprint() {
    List<String> parts = new ArrayList<>();
    parts.add(System.getProperty("java.vm.version") + System.getProperty("java.home"));
    for (Path entry : JavaCommand.classPathEntries()) {
      try {
        parts.add(entry + ":" + Files.size(entry) + ":" + Files.getLastModifiedTime(entry));
      } catch (IOException e) {
        parts.add(entry + ":missing");
      }
    }
    return parts;
  }

  /** The command with the use of this archive, if it is there. */
  public JavaCommand addTo(JavaCommand command) {
    return Files.exists(file)
        ? command.withFlag("-XX:SharedArchiveFile=" + file).withFlag("-Xlog:cds=off")
        : command;
  }

  public boolean exists() {
    return Files.exists(file);
  }

  /**
   * Makes the archive unless it is there. Blocks for as long as the practice takes, a minute at the
   * most. Several may do so at a time; one's archive wins. An interruption ends the practice at
   * once.
   *
   * @param practice a command that ends by itself, with the flags that the others will have
   * @param output takes what it writes
   * @return whether there is an archive now
   */
  public boolean make(JavaCommand practice, Path output) throws InterruptedException {
    if (exists() || JavaCommand.classPathEntries().stream().anyMatch(Files::isDirectory)) {
      return exists();
    }
    practise(practice, output);
    return exists();
  }

  void practise(JavaCommand practice, Path output) throws InterruptedException {
    ArchiveDrafts drafts = new ArchiveDrafts(file);
    try {
      drafts.sweep();
      run(drafts.addTo(practice), output);
      if (Files.exists(drafts.archive())) {
        Files.move(drafts.archive(), file, StandardCopyOption.ATOMIC_MOVE);
        deleteOlder();
      }
    } catch (IOException e) {
      // No archive, then: a full disk or a home that is read only must not keep anybody from work.
    } finally {
      drafts.delete();
    }
  }

  private static void run(JavaCommand command, Path output)
      throws IOException, InterruptedException {
    Process process =
        command
            .toProcessBuilder()
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      // Wait for its end: it may still write to the files that are deleted next.
      process
          .destroyForcibly()
          .onExit()
          .completeOnTimeout(process, END_SECONDS, TimeUnit.SECONDS)
          .join();
    }
  }

  /** Of each program and Java that has been replaced, one archive would stay for ever. */
  private void deleteOlder() throws IOException {
    String kind = file.getFileName().toString().replaceAll("-[0-9a-f]*\\.jsa$", "-");
    List<Path> newestFirst;
    try (Stream<Path> all = Files.list(file.getParent())) {
      newestFirst =
          all.filter(other -> other.getFileName().toString().startsWith(kind))
              .filter(other -> other.toString().endsWith(".jsa"))
              .sorted(
                  Comparator.comparing((Path other) -> other.toFile().lastModified()).reversed())
              .toList();
    }
    for (Path old : newestFirst.subList(Math.min(KEPT, newestFirst.size()), newestFirst.size())) {
      // A JVM that has it mapped keeps it until it ends.
      Files.deleteIfExists(old);
    }
  }
}
