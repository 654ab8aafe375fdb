package io.joinq.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A class-data archive (CDS), with which a JVM starts in about half the time. A JVM that runs a
 * worker's whole lifecycle records it: at build, or for another Java than that which built, in the
 * background of the first server.
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
    return at(folder.resolve("joinq").resolve(fileName(name)));
  }

  /**
   * The archive that the build makes for this very program and the Java that builds: beside the
   * program's jar.
   *
   * @param name what it is for
   */
  public static ClassArchive besideProgram(String name) {
    return at(JavaCommand.classPathEntries().get(0).resolveSibling(fileName(name)));
  }

  private static String fileName(String name) {
    int version = fingerprint(JavaCommand.classPathEntries()).hashCode();
    return name + "-" + Integer.toUnsignedString(version, HASH_BASE) + ".jsa";
  }

  /** Differs when Java or a jar does, those that a jar names included. */
  static List<String> fingerprint(List<Path> classPath) {
    List<String> parts = new ArrayList<>();
    parts.add(System.getProperty("java.vm.version") + System.getProperty("java.home"));
    for (Path entry : classPath) {
      parts.add(state(entry));
      namedBy(entry).stream().map(ClassArchive::state).forEach(parts::add);
    }
    return parts;
  }

  /* Whole seconds, as the JVM compares them: layers of a container keep no more. */
  private static String state(Path file) {
    try {
      long modified = Files.getLastModifiedTime(file).to(TimeUnit.SECONDS);
      return file + ":" + Files.size(file) + ":" + modified;
    } catch (IOException e) {
      return file + ":missing";
    }
  }

  /** The jars that the manifest of a jar names. */
  private static List<Path> namedBy(Path entry) {
    if (!Files.isRegularFile(entry)) {
      return List.of();
    }
    try (JarFile jar = new JarFile(entry.toFile())) {
      Manifest manifest = jar.getManifest();
      String names =
          manifest == null ? null : manifest.getMainAttributes().getValue(Name.CLASS_PATH);
      return names == null
          ? List.of()
          : Stream.of(names.strip().split(" +")).map(entry::resolveSibling).toList();
    } catch (IOException | InvalidPathException e) {
      return List.of();
    }
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
