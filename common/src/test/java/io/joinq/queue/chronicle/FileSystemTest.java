package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.chronicle.files.FileSystemCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A queue is refused on a file system that cannot keep its promises. */
@Tag("fast")
class FileSystemTest {
  private static final String PROPERTY = "joinq.refusedFileSystems";

  @TempDir private Path temp;

  @AfterEach
  void forget() {
    System.clearProperty(PROPERTY);
  }

  @Test
  void namesTheTypeAndLeavesNothingBehind() throws Exception {
    String type = Files.getFileStore(temp).type();
    System.setProperty(PROPERTY, "other|" + type);
    QueueConfig config = QueueConfig.of("chronicle:" + temp.resolve("data/queue"));

    assertThatThrownBy(() -> JoinableQueue.open(config))
        .isInstanceOf(QueueOpenException.class)
        .hasMessageContaining("a file system of the type " + type)
        .hasMessageContaining("or insist with -Djoinq.refusedFileSystems=");
    assertThat(temp.resolve("data")).doesNotExist();

    System.setProperty(PROPERTY, "");
    JoinableQueue.open(config).close();
    System.setProperty(PROPERTY, type);
    assertThatThrownBy(() -> QueueAdmin.repair(config)).isInstanceOf(QueueOpenException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "9p", "fuse", "fuseblk", "fuse.sshfs"})
  void refusesThoseOfNetworksAndPrograms(String type) {
    assertThat(FileSystemCheck.isRefused(type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs", "btrfs", "tmpfs", "overlay", "zfs", ""})
  void acceptsThoseOfThisHost(String type) {
    assertThat(FileSystemCheck.isRefused(type)).isFalse();
  }
}
