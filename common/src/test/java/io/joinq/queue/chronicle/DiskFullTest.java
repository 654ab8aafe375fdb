package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.process.JavaCommand;
import io.joinq.queue.chronicle.log.SpillFiles;
import io.joinq.testing.ChildJvm;
import io.joinq.testing.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private static List<Path> unfinishedFiles(Path queue) throws Exception {
    try (Stream<Path> files = Files.walk(queue)) {
      return files
          .filter(file -> file.toString().matches(".*(staged|/new-.*|control.new)"))
          .toList();
    }
  }
}
