package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.ControlLayout;
import io.joinq.queue.chronicle.control.CursorWord;
import io.joinq.queue.chronicle.log.Checkpoint;
import io.joinq.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first start after the machine went down: the control file names another boot, and whatever
 * its processes held is nobody's.
 */
@Tag("process")
class RebootTest {
  private static final int CAPACITY = 2;

  @TempDir Path temp;

  @Test
  void takesBackWhatProcessesOfTheEarlierBootHeld() throws Exception {
    DamagedQueue queue = DamagedQueue.in(temp.resolve("queue"));
    ChildJvm worker = child(queue, null, "take", "wait");
    worker.awaitLine("waiting");
    // Its record is in the log, APPENDED does not say so, and it holds the put lock.
    ChildJvm producer = child(queue, "PUT_COMMITTED:KILL", "put");
    assertThat(producer.awaitExit()).isEqualTo(128 + 9);
    worker.signal(Signal.KILL);
    worker.awaitExit();
    reboot(queue);

    try (ChildJvm child = queue.use()) {
      assertThat(child.awaitExit()).as(child.toString()).isEqualTo(0);
      List<String> expected = new ArrayList<>(List.of("put Optional[task-13]", "joined"));
      for (int task = DamagedQueue.DONE; task < DamagedQueue.TASKS; task++) {
        expected.add(
            "got task-" + task + " " + (task == DamagedQueue.LARGE ? "large" : "payload-" + task));
      }
      expected.addAll(List.of("got task-12 small", "got task-13 new"));
      assertThat(child.stdout()).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void saysWhatIsLostWhenTheLogLostWhatWasPutLast() throws Exception {
    DamagedQueue queue = DamagedQueue.in(temp.resolve("queue"));
    // Tasks 12 and 13 never came to the disk; the control file says that both were claimed.
    ControlFile control = ControlFile.open(queue.control(), true);
    control.set(ControlLayout.APPENDED, 14);
    control.set(ControlLayout.CURSOR, CursorWord.movedTo(0, 14));
    reboot(queue);

    try (ChildJvm child = queue.use()) {
      assertThat(child.awaitExit()).as(child.toString()).isEqualTo(0);
      assertThat(child.stdout()).contains("joined");
      assertThat(child.stderr())
          .anyMatch(
              line ->
                  line.contains("ERROR")
                      && line.contains("ends at task-11, but tasks up to task-13"));
    }
  }

  @Test
  void isFullUntilWhatIsDeliveredAgainIsDrained() throws Exception {
    QueueConfig config =
        QueueConfig.of("chronicle:" + temp.resolve("queue")).withCapacity(CAPACITY).withSync(true);
    try (JoinableQueue queue = JoinableQueue.open(config)) {
      for (int i = 0; i < 5; i++) {
        queue.put(new byte[1]);
        queue.taskDone(queue.take());
      }
      queue.put(new byte[1]);
      queue.put(new byte[1]);
    }
    // The checkpoint that came to the disk is of a time before any of that.
    new Checkpoint(temp.resolve("queue/checkpoint")).write(0, 0);
    ControlFile.open(temp.resolve("queue/control"), true).setBootId(new UUID(1, 2));

    try (JoinableQueue queue = JoinableQueue.open(config)) {
      assertThat(queue.depth()).isEqualTo(7);
      CompletableFuture<TaskId> waits = queue.putAsync(new byte[1]);
      while (queue.depth() > CAPACITY) {
        assertThat(queue.isFull()).isTrue();
        assertThat(queue.offer(new byte[1])).isEmpty();
        queue.taskDone(queue.poll().orElseThrow());
      }
      assertThat(waits).isNotDone();
      queue.taskDone(queue.poll().orElseThrow());
      assertThat(waits).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(new TaskId(7));
      assertThat(queue.depth()).isEqualTo(CAPACITY);
    }
  }

  private static void reboot(DamagedQueue queue) {
    ControlFile.open(queue.control(), true).setBootId(new UUID(1, 2));
  }

  private static ChildJvm child(DamagedQueue queue, String step, String... commands) {
    JavaCommand command =
        JavaCommand.of(ProtocolChild.class.getName())
            .withFlag("-XX:TieredStopAtLevel=1")
            .withArguments("chronicle:" + queue.folder, "60000", "3")
            .withArguments(commands);
    return ChildJvm.start(step == null ? command : command.withProperty("joinq.step", step));
  }
}
