package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a worker that hung. */
@Tag("fast")
class DumpFileTest {
  @TempDir private Path folder;

  @Test
  void isForItsOwnersEyesOnly() throws IOException {
    Path dumps = folder.resolve("dumps");
    // As an older version left them.
    Files.createDirectory(dumps);
    Files.setPosixFilePermissions(dumps, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path file = Files.writeString(dumps.resolve("worker-1-pid-2.txt"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    ThreadDumpFile.write(file, "stack");

    assertThat(file).hasContent("stack");
    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(permissions(dumps)).isEqualTo("rwx------");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
