package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.testing.ChildJvm;
import io.joinq.testing.SmallDisk;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Queues that this user may not use. */
@Tag("process")
class AccessTest {
  @TempDir Path temp;

  @Test
  void keepsWhatIsPutFromOtherUsersEyes() throws Exception {
    Path fresh = temp.resolve("fresh");
    Path given = Files.createDirectory(temp.resolve("given"));
    openUp(given);
    for (Path folder : List.of(fresh, given)) {
      try (JoinableQueue queue =
          JoinableQueue.open(QueueConfig.of(URI.create("chronicle:" + folder)))) {
        queue.offer(new byte[100_000]);
      }
      for (String inner : new String[] {"log", "spill", "results", "dead"}) {
        assertThat(modeOf(folder.resolve(inner))).as(inner).isEqualTo("rwx------");
      }
    }
    assertThat(modeOf(fresh)).isEqualTo("rwx------");
  }

  private static String modeOf(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  @EnabledIf(
      value = "io.joinq.testing.SmallDisk#canBeMounted",
      disabledReason = "only root can mount a file system read-only")
  void refusesAReadOnlyFileSystem() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(temp, "4m")) {
      // Copied, because what this process has mapped would keep the disk busy.
      DamagedQueue queue = DamagedQueue.in(temp.resolve("queue"));
      copyTree(queue.folder, disk.folder().resolve("queue"));
      disk.makeReadOnly();
      String url = "chronicle:" + disk.folder().resolve("queue");
      try (ChildJvm child = ChildJvm.start(DamageChild.class, url)) {
        assertThat(child.awaitExit()).as(child.toString()).isEqualTo(3);
        assertThat(child.stdout().get(0)).contains("read-only", "mount it for writing");
      }
    }
  }

  @Test
  @EnabledIf(value = "isRoot", disabledReason = "only root can become another user")
  void refusesAnotherUsersQueueNamingTheOwner() throws Exception {
    DamagedQueue queue = DamagedQueue.in(temp.resolve("queue"));
    Path classes = readableCopyOfClassPath();
    openUp(temp);
    try (ChildJvm child = asNobody(queue.command(), classes)) {
      assertThat(child.awaitExit()).as(child.toString()).isEqualTo(3);
      assertThat(child.stdout().get(0))
          .contains("user nobody has no permission", "belongs to root", "run this as root");
    }
  }

  @Test
  @EnabledIf(value = "isRoot", disabledReason = "only root can become another user")
  void refusesAQueueThatThisUserMayOnlyRead() throws Exception {
    DamagedQueue queue = DamagedQueue.in(temp.resolve("queue"));
    Path classes = readableCopyOfClassPath();
    openUp(temp);
    try (Stream<Path> files = Files.walk(queue.folder)) {
      for (Path file : files.toList()) {
        boolean folder = Files.isDirectory(file);
        Files.setPosixFilePermissions(
            file, PosixFilePermissions.fromString(folder ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
    try (ChildJvm child = asNobody(queue.command(), classes)) {
      assertThat(child.awaitExit()).as(child.toString()).isEqualTo(3);
      assertThat(child.stdout().get(0))
          .contains("procs.lock", "user nobody has no permission", "belongs to root");
    }
  }

  @Test
  @EnabledIf(value = "isRoot", disabledReason = "only root can become another user")
  void tellsWhoOnlyLooksWhoseQueueItIsAndNotThatThereIsNone() throws Exception {
    DamagedQueue queue = DamagedQueue.in(temp.resolve("queue"));
    Path classes = readableCopyOfClassPath();
    openUp(temp);
    JavaCommand look =
        JavaCommand.of(LookChild.class.getName()).withArguments("chronicle:" + queue.folder);
    try (ChildJvm child = asNobody(look, classes)) {
      assertThat(child.awaitExit()).as(child.toString()).isZero();
      assertThat(child.stdout())
          .hasSize(2)
          .allSatisfy(
              line ->
                  assertThat(line)
                      .contains("user nobody has no permission", "belongs to root")
                      .doesNotContain("put a task first"));
    }
  }

  static boolean isRoot() throws Exception {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)
        && Files.isExecutable(Path.of("/usr/bin/setpriv"));
  }

  private static void openUp(Path folder) throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The class path may lie in a folder of root's. */
  private Path readableCopyOfClassPath() throws Exception {
    Path copy = Files.createDirectory(temp.resolve("classes"));
    openUp(copy);
    return copy;
  }

  private static ChildJvm asNobody(JavaCommand command, Path copy) throws Exception {
    List<String> java = new ArrayList<>(command.words());
    int at = java.indexOf("-cp") + 1;
    List<String> readable = new ArrayList<>();
    for (String entry : java.get(at).split(":", -1)) {
      Path source = Path.of(entry);
      Path target = copy.resolve(readable.size() + "-" + source.getFileName());
      copyTree(source, target);
      readable.add(target.toString());
    }
    java.set(at, String.join(":", readable));
    List<String> words =
        new ArrayList<>(
            List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"));
    words.addAll(java);
    return ChildJvm.start(new ProcessBuilder(words).directory(Path.of("/").toFile()));
  }

  private static void copyTree(Path source, Path target) throws Exception {
    if (!Files.exists(source)) {
      return;
    }
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path to = target.resolve(source.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
          openUp(to);
        } else {
          Files.copy(file, to);
          Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-r--r--"));
        }
      }
    }
  }
}
