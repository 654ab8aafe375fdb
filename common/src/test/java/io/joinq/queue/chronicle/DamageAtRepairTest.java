package io.joinq.queue.chronicle;

import static io.joinq.queue.chronicle.DamagedQueue.FIRST_RECORD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.joinq.os.ProcFs;
import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueException;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.TaskId;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.ControlLayout;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.testing.ChildJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A damaged segment is taken for one that a dead process has not finished making. Its tasks can be
 * saved, so it must stay, and nothing may be put behind it.
 */
@Tag("process")
class DamageAtRepairTest {
  private static final long NEWEST_TASK = DamagedQueue.TASKS - 1L;

  @TempDir private Path temp;

  private interface Damage {
    void to(Path segment) throws IOException;
  }

  private static Stream<Arguments> damages() {
    return Stream.of(
        Arguments.of("a bit of its header", (Damage) s -> DamagedQueue.flip(s, 0x12, 4)),
        Arguments.of(
            "the first commit is taken back",
            (Damage) s -> DamagedQueue.flip(s, FIRST_RECORD + 3, 0x80)),
        Arguments.of("the first commit is lost", (Damage) s -> clear(s, FIRST_RECORD, 4)),
        Arguments.of(
            "its header is said to be in the making", (Damage) s -> DamagedQueue.flip(s, 3, 0x80)),
        Arguments.of("its beginning is lost", (Damage) s -> clear(s, 0, 0x4000)));
  }

  private static void clear(Path segment, long from, int length) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(from);
      file.write(new byte[length]);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void whoTakesOverThePutLockKeepsIt(String name, Damage damage) throws Exception {
    DamagedQueue damaged = DamagedQueue.in(temp.resolve("queue"));
    try (JoinableQueue queue = JoinableQueue.open(damaged.config())) {
      killWithPutLock(damaged, damage);
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(
                          () -> queue.offer("new".getBytes(UTF_8), Duration.ofSeconds(5)))
                      .isInstanceOf(QueueException.class)
                      .hasMessageContainingAll("0002.cq4", "damaged", "queue repair"));
    }
    assertRepairSavesAll(damaged);
  }

  private static void killWithPutLock(DamagedQueue queue, Damage damage) throws IOException {
    JavaCommand command =
        JavaCommand.of(ProtocolChild.class.getName())
            .withProperty("joinq.step", FailPoint.PUT_LOCKED + ":STOP")
            .withArguments(queue.config().url().toString(), "600000", "3", "put");
    try (ChildJvm child = ChildJvm.start(command)) {
      await().atMost(ChildJvm.PATIENCE).until(() -> ProcFs.isStopped(child.pid()));
      damage.to(queue.segment(2));
      child.signal(Signal.KILL);
      child.awaitExit();
    }
  }

  /** The control file is older than the log, as after a copy of a queue in use. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void whoOpensTheQueueKeepsIt(String name, Damage damage) throws Exception {
    DamagedQueue damaged = DamagedQueue.in(temp.resolve("queue"));
    ControlFile.open(damaged.control(), true).set(ControlLayout.APPENDED, 8);
    damage.to(damaged.segment(2));
    assertThatThrownBy(() -> JoinableQueue.open(damaged.config()))
        .isInstanceOf(QueueOpenException.class)
        .hasMessageContainingAll("0002.cq4", "damaged", "queue repair");
    assertRepairSavesAll(damaged);
  }

  private static void assertRepairSavesAll(DamagedQueue damaged) throws InterruptedException {
    QueueAdmin.repair(damaged.config());
    Set<TaskId> got = new TreeSet<>();
    try (JoinableQueue queue = JoinableQueue.open(damaged.config())) {
      for (Optional<Lease> l = queue.poll(); l.isPresent(); l = queue.poll()) {
        got.add(l.get().taskId());
        queue.taskDone(l.get());
      }
    }
    for (long task = DamagedQueue.DONE; task <= NEWEST_TASK; task++) {
      assertThat(got).contains(new TaskId(task));
    }
  }

  /** What is set aside is proved to have no task; if that proof was wrong, it can be looked at. */
  @Test
  void aSegmentThatWasNotBegunIsSetAsideUntilItsPlaceIsDrained() throws Exception {
    DamagedQueue damaged = DamagedQueue.in(temp.resolve("queue"));
    Path third = damaged.segment(3);
    Files.write(third, new byte[1 << 20]);
    try (JoinableQueue queue = JoinableQueue.open(damaged.config())) {
      Path aside = third.resolveSibling(third.getFileName() + ".unbegun");
      assertThat(aside).hasSize(1 << 20);
      for (int task = DamagedQueue.TASKS; task < 25; task++) {
        queue.put("new".getBytes(UTF_8));
      }
      for (Optional<Lease> l = queue.poll(); l.isPresent(); l = queue.poll()) {
        queue.taskDone(l.get());
      }
      await().untilAsserted(() -> assertThat(aside).doesNotExist());
    }
  }
}
