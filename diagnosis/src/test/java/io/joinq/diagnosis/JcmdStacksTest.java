package io.joinq.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.WorkerStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("fast")
class JcmdStacksTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private Path folder;

  private static WorkerStatus thisProcess() {
    return new WorkerStatus(
        1,
        ProcessHandle.current().pid(),
        WorkerStatus.State.BUSY,
        Optional.empty(),
        SHORT,
        SHORT,
        0,
        false,
        0,
        true);
  }

  private WorkerStack readBy(String script, Duration patience)
      throws IOException, InterruptedException {
    Path fake = Files.writeString(folder.resolve("jcmd"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwx------"));
    return new JcmdStacks(fake, patience).read(thisProcess());
  }

  @Test
  void namesTheJcmdThatIsMissing() throws Exception {
    Path missing = folder.resolve("jcmd");
    WorkerStack stack = new JcmdStacks(missing, SHORT).read(thisProcess());
    assertThat(stack.threads()).isEmpty();
    assertThat(stack.missing())
        .isEqualTo("there is no " + missing + ": this Java is a JRE, not a JDK");
  }

  @Test
  @Timeout(60)
  void waitsForNoJcmdThatDoesNotAnswer() throws Exception {
    WorkerStack stack = readBy("exec sleep 600", SHORT);
    assertThat(stack.missing()).isEqualTo("the process did not answer jcmd in 300 ms");
  }

  @Test
  void namesTheExitCodeOfAJcmdThatFails() throws Exception {
    WorkerStack stack = readBy("exit 3", Duration.ofMinutes(1));
    assertThat(stack.missing()).isEqualTo("jcmd ended with exit code 3");
  }
}
