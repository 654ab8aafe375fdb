package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.joinq.os.ProcFs;
import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.DiskFullException;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.queue.chronicle.log.SpillFiles;
import io.joinq.testing.ChildJvm;
import io.joinq.testing.SmallDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk of 4 MiB that fills up under a queue: errors, nothing lost, and no SIGBUS. */
@Tag("process")
@EnabledIf(
    value = "io.joinq.testing.SmallDisk#canBeMounted",
    disabledReason = "only root can mount a small tmpfs")
class DiskFullTest {
  @TempDir Path temp;

  @ParameterizedTest(name = "payloads of {0} bytes")
  @ValueSource(ints = {100, 8000, 50_000})
  void refusesPutsAndGoesOnWhenThereIsSpaceAgain(int size) throws Exception {
    try (SmallDisk disk = SmallDisk.mount(temp, "4m")) {
      Path ballast = disk.folder().resolve("ballast");
      Files.write(ballast, new byte[1 << 20]);
      JavaCommand command =
          JavaCommand.of(DiskFullChild.class.getName())
              .withFlag("-XX:TieredStopAtLevel=1")
              .withArguments(
                  disk.folder().resolve("queue").toString(),
                  String.valueOf(size),
                  ballast.toString());
      try (ChildJvm child = ChildJvm.start(command)) {
        assertThat(child.awaitExit()).as(child.toString()).isEqualTo(0);
        List<String> said = child.stdout();
        assertThat(said.subList(0, 3)).allMatch(line -> line.contains("nothing was put"));
        if (size < SpillFiles.LARGEST_INLINE) {
          assertThat(said.get(0)).contains("disk full: ", " bytes free in ", "; free space");
        }
        assertThat(said.get(4)).startsWith("result refused, lease held");
        assertThat(said)
            .contains(
                "depth is right",
                "result of 200000 bytes kept",
                "took all",
                "joined",
                "dead 1",
                "next is right");
      }
      assertThat(unfinishedFiles(disk.folder().resolve("queue"))).isEmpty();
    }
  }

  @Test
  void refusesToMakeAQueueForWhichThereIsNoSpace() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(temp, "256k")) {
      ChildJvm child =
          ChildJvm.start(DamageChild.class, "chronicle:" + disk.folder().resolve("queue"));
      assertThat(child.awaitExit()).as(child.toString()).isEqualTo(3);
      assertThat(child.stdout().get(0)).contains("the disk is full; free space");
      assertThat(disk.folder().resolve("queue/control")).doesNotExist();
      assertThat(disk.folder().resolve("queue/control.new")).doesNotExist();
    }
  }

  /** Whoever takes over its put lock has to count the log, for which no space is needed. */
  @ParameterizedTest(name = "put {0} tasks before")
  @ValueSource(ints = {4, 6})
  void joinReturnsThoughAProducerDiedWithItsLock(int tasks) throws Exception {
    System.setProperty("joinq.segmentTasks", "4");
    try (SmallDisk disk = SmallDisk.mount(temp, "4m")) {
      QueueConfig config =
          QueueConfig.of("chronicle:" + disk.folder().resolve("queue")).withCapacity(100);
      try (JoinableQueue queue = JoinableQueue.open(config)) {
        for (int i = 0; i < tasks; i++) {
          queue.put(new byte[10]);
        }
        dieWithPutLock(config, disk.folder().resolve("ballast"));
        for (int i = 0; i < tasks; i++) {
          queue.taskDone(queue.poll().orElseThrow());
        }
        assertThat(queue.join(Duration.ofSeconds(5)).joined()).isTrue();
        assertThatThrownBy(
                () -> {
                  for (int i = 0; i < 4; i++) {
                    queue.offer(new byte[8000], Duration.ofSeconds(5));
                  }
                })
            .isInstanceOf(DiskFullException.class);
      }
    } finally {
      System.clearProperty("joinq.segmentTasks");
    }
  }

  private static void dieWithPutLock(QueueConfig config, Path ballast) throws Exception {
    JavaCommand command =
        JavaCommand.of(ProtocolChild.class.getName())
            .withFlag("-XX:TieredStopAtLevel=1")
            .withProperty("joinq.step", FailPoint.PUT_LOCKED + ":STOP")
            .withArguments(config.url().toString(), "600000", "3", "put");
    try (ChildJvm child = ChildJvm.start(command)) {
      await().atMost(ChildJvm.PATIENCE).until(() -> ProcFs.isStopped(child.pid()));
      try (OutputStream out = Files.newOutputStream(ballast)) {
        while (true) {
          out.write(new byte[1024]);
        }
      } catch (IOException full) {
        assertThat(full).hasMessageContaining("No space left");
      }
      child.signal(Signal.KILL);
      child.awaitExit();
    }
  }

  private static List<Path> unfinishedFiles(Path queue) throws Exception {
    try (Stream<Path> files = Files.walk(queue)) {
      return files
          .filter(file -> file.toString().matches(".*(staged|/new-.*|control.new)"))
          .toList();
    }
  }
}
