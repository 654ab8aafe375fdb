package io.joinq.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.joinq.os.Signal;
import io.joinq.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@Timeout(60)
class JavaThreadsTest {
  @TempDir private Path folder;

  /** Does nothing until its stdin ends. */
  static final class Waiting {
    private Waiting() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println("waits");
      int unused = System.in.read();
    }
  }

  @Test
  void askingAJvmThatIsStoppedLeavesNothingInItsFolder() throws Exception {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    assumeTrue(Files.isExecutable(jcmd), jcmd + " is missing: a JDK is needed, not a JRE");
    ProcessBuilder builder = JavaCommand.of(Waiting.class.getName()).toProcessBuilder();
    try (ChildJvm child = ChildJvm.start(builder.directory(folder.toFile()))) {
      child.awaitLine("waits");
      child.signal(Signal.STOP);

      assertThat(JavaThreads.of(child.pid())).isEmpty();

      assertThat(folder).isEmptyDirectory();
    }
  }
}
