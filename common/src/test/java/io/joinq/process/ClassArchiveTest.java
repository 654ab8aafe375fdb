package io.joinq.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@Timeout(60)
class ClassArchiveTest {
  @TempDir private Path folder;

  /** Practises for ever, and says so in its temporary folder. */
  static final class Endless {
    private Endless() {}

    public static void main(String[] arguments) throws IOException {
      Files.writeString(
          Path.of(System.getProperty("java.io.tmpdir"), "pid"),
          ProcessHandle.current().pid() + "\n");
      int unused = System.in.read();
    }
  }

  @Test
  void anInterruptionEndsThePracticeAndLeavesNothingNorDoesOneThatWasKilled() throws Exception {
    // No process has such a pid: the kernel's are smaller.
    Files.createFile(folder.resolve("worker-1.jsa.999999999"));
    Files.createFile(
        Files.createDirectory(folder.resolve("worker-1.jsa.999999999.tmp")).resolve("x"));
    ClassArchive archive = ClassArchive.at(folder.resolve("worker-2.jsa"));
    JavaCommand practice = JavaCommand.of(Endless.class.getName());
    Thread maker = new Thread(() -> practise(archive, practice), "maker");
    maker.start();
    Path said =
        folder.resolve("worker-2.jsa." + ProcessHandle.current().pid() + ".tmp").resolve("pid");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.exists(said) && Files.readString(said).endsWith("\n"));
    long pid = Long.parseLong(Files.readString(said).strip());

    maker.interrupt();
    maker.join();

    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(List.of(folder.toFile().list())).isEmpty();
  }

  @Test
  void anArchiveIsOfTheJarsThatAJarNamesToo() throws IOException {
    Path library = Files.createDirectory(folder.resolve("lib")).resolve("library.jar");
    Files.writeString(library, "as it was built first");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "lib/library.jar lib/none.jar");
    Path program = folder.resolve("program.jar");
    new JarOutputStream(Files.newOutputStream(program), manifest).close();
    List<String> before = ClassArchive.fingerprint(List.of(program));
    assertThat(ClassArchive.fingerprint(List.of(program))).isEqualTo(before);

    Files.writeString(library, "as it was built the next time");

    assertThat(ClassArchive.fingerprint(List.of(program))).isNotEqualTo(before);
  }

  private static void practise(ClassArchive archive, JavaCommand practice) {
    try {
      archive.practise(practice, Path.of("/dev/null"));
    } catch (InterruptedException e) {
      // As it should be.
    }
  }
}
