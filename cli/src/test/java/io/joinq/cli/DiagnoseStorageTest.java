package io.joinq.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.testing.SmallDisk;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What diagnose makes of damaged files and of a disk with little space. */
@Tag("process")
@Timeout(120)
class DiagnoseStorageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MEBIBYTE = 1 << 20;
  private static final int OK = 200;

  @TempDir private Path folder;

  @Test
  void aDamagedDeadLetterIsOneLineOfEvidenceAndNoFailure() throws Exception {
    URI queue = URI.create("chronicle:" + folder.resolve("queue"));
    try (JoinableQueue q =
        JoinableQueue.open(QueueConfig.of(queue).withCapacity(1).withMaxAttempts(1))) {
      q.put(new byte[1]);
      q.take().retry("once");
      assertThat(q.admin().status().dead()).isEqualTo(1);
    }
    Files.write(folder.resolve("queue/dead/0"), new byte[5]);
    try (ServerProcess server = ServerProcess.start(queue)) {
      Diagnosed found = Diagnosed.of(queue.toString(), server.adminPort());
      assertThat(found.cause()).as("%s", found).isEqualTo("all_well");
      assertThat(found.json().path("evidence").toString()).contains("task-0");
      assertThat(server.getAdmin("/diagnosis").statusCode()).isEqualTo(OK);
    }
  }

  @Test
  @EnabledIf(
      value = "io.joinq.testing.SmallDisk#canBeMounted",
      disabledReason = "only root can mount a small tmpfs")
  void aDiskWithSpaceButNotForWhatIsPutIsFullOnceAPutIsRefused() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "6m")) {
      URI queue = URI.create("chronicle:" + disk.folder().resolve("queue"));
      try (ServerProcess server = ServerProcess.start(queue)) {
        long free = disk.folder().toFile().getUsableSpace();
        Files.write(disk.folder().resolve("ballast"), new byte[(int) free - MEBIBYTE]);
        assertThat(Diagnosed.of(queue.toString(), server.adminPort()).cause())
            .isEqualTo("all_well");
        await("a put that is let through, though the disk is nearly full")
            .atMost(PATIENCE)
            .until(() -> server.post("/tasks", new byte[10]).statusCode() == 202);

        HttpResponse<byte[]> refused = server.post("/tasks", new byte[2 * MEBIBYTE]);
        assertThat(refused.statusCode()).isEqualTo(507);
        assertThat(new String(refused.body(), UTF_8))
            .contains("\"type\":\"disk-full\"", "bytes free in", "needed; free space");

        Diagnosed found = Diagnosed.of(queue.toString(), server.adminPort());
        assertThat(found.cause()).as("%s", found).isEqualTo("disk_full");
        assertThat(found.summary()).contains("puts are refused for that");
      }
    }
  }
}
