package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.testing.ChildJvm;
import java.io.IOException;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
class WarmUpTest {
  /** Without practice there are some hundreds. */
  private static final int FEW = 40;

  @TempDir Path folder;

  @Test
  void firstCallsOnAQueueLoadNextToNoClasses() {
    JavaCommand command =
        JavaCommand.of(Child.class.getName()).withArguments("chronicle:" + folder.resolve("queue"));
    try (ChildJvm child = ChildJvm.start(command)) {
      String line = child.awaitLine("loaded ");
      assertThat(Long.parseLong(line.substring(line.lastIndexOf(' ') + 1))).isLessThan(FEW);
    }
  }

  @Test
  void deletesWhatAProcessLeftThatWasKilledInItsPractice() throws IOException {
    Path left = Files.createDirectories(folder.resolve("joinq-practice-1"));
    Files.createFile(left.resolve("control"));
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(600)));
    Path running = Files.createDirectory(folder.resolve("joinq-practice-2"));

    WarmUp.deleteLeftBehind(folder);

    assertThat(left).doesNotExist();
    assertThat(running).exists();
  }

  /** Says how many classes its first put, poll, taskDone and join have loaded. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws Exception {
      ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
      JoinableQueue queue = JoinableQueue.open(QueueConfig.of(args[0]));
      long before = classes.getTotalLoadedClassCount();
      queue.offer(new byte[1], Duration.ofMillis(10));
      Lease lease = queue.poll(Duration.ofMillis(10)).orElseThrow();
      queue.taskDone(lease, new byte[1]);
      boolean joined = queue.join(Duration.ofMillis(10)).joined();
      long loaded = classes.getTotalLoadedClassCount() - before;
      System.out.println("joined " + joined + ", loaded " + loaded);
      System.in.read();
    }
  }
}
