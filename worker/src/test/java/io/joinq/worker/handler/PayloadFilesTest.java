package io.joinq.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.queue.TaskId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
final class PayloadFilesTest {
  private static final Task TASK = new Task(new TaskId(1), new byte[] {1, 2, 3}, 1, 1);

  @TempDir Path parent;

  @Test
  void onlyThisUserMayReadAPayload() throws Exception {
    try (PayloadFiles files = PayloadFiles.open(parent)) {
      Path file = files.write(TASK);

      assertThat(file).hasBinaryContent(TASK.payload());
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(Files.getPosixFilePermissions(file.getParent()))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void closeRemovesEverything() throws Exception {
    try (PayloadFiles files = PayloadFiles.open(parent)) {
      files.write(TASK);
    }

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void removesWhatADeadWorkerLeftAndNothingElse() throws Exception {
    long dead = endedProcess();
    Path leftover = Files.createDirectory(parent.resolve("joinq-worker-" + dead + "-1"));
    Files.write(leftover.resolve("task-0.payload"), TASK.payload());
    Path other = Files.createDirectory(parent.resolve("joinq-worker-notes"));

    try (PayloadFiles first = PayloadFiles.open(parent);
        PayloadFiles second = PayloadFiles.open(parent)) {
      assertThat(leftover).doesNotExist();
      assertThat(other).exists();
      assertThat(first.write(TASK)).as("a live worker keeps its folder").exists();
      assertThat(second.write(TASK)).exists();
    }
  }

  private static long endedProcess() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    return process.pid();
  }
}
