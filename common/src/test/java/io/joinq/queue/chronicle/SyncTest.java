package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.log.Checkpoint;
import io.joinq.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A failure of the power, injected: the queue is killed, and what is opened afterwards is a folder
 * that has only those contents and names that were synced.
 */
@Tag("process")
class SyncTest {
  private static final int TASKS = 250;

  @TempDir Path folder;

  @Test
  void deliversEveryAcceptedTaskAfterUnsyncedPagesAreLost() throws Exception {
    List<String> said = runUntilThePowerFails();
    Set<Long> accepted = numbers(said, "put ");
    Set<Long> done = numbers(said, "done ");

    Set<Long> delivered = new HashSet<>();
    try (JoinableQueue queue = JoinableQueue.open(QueueConfig.of(url("shadow/queue")))) {
      for (Optional<Lease> lease = queue.poll(); lease.isPresent(); lease = queue.poll()) {
        long number = lease.get().taskId().sequence();
        assertThat(lease.get().payload()).isEqualTo(SyncChild.payload((int) number));
        delivered.add(number);
        queue.taskDone(lease.get());
      }
      assertThat(queue.join(Duration.ofSeconds(5)).joined()).isTrue();
      assertThat(queue.admin().deadLetters().list())
          .as("only poison died")
          .allSatisfy(dead -> assertThat(dead.id().sequence() % 100).isEqualTo(99));
      for (long number : accepted) {
        boolean dead = queue.admin().deadLetters().find(new TaskId(number)).isPresent();
        assertThat(delivered.contains(number) || done.contains(number) || dead)
            .as("task %d was accepted, and is delivered unless it had ended", number)
            .isTrue();
      }
      assertDeadLettersSurvived(queue, done, delivered);
    }
    assertThat(accepted).hasSizeGreaterThanOrEqualTo(TASKS);
  }

  /** A dead letter is nowhere else; one that was lost must at least be delivered again. */
  private static void assertDeadLettersSurvived(
      JoinableQueue queue, Set<Long> done, Set<Long> delivered) {
    for (long number : done) {
      if (number % 100 == 99) {
        assertThat(
                queue.admin().deadLetters().find(new TaskId(number)).isPresent()
                    || delivered.contains(number))
            .as("dead letter %d", number)
            .isTrue();
      }
    }
  }

  @Test
  void beginsAgainNotFarFromWhereThePowerFailed() throws Exception {
    runUntilThePowerFails();
    // A checkpoint is written every second; before the first, all tasks are delivered again.
    try (JoinableQueue queue = JoinableQueue.open(QueueConfig.of(url("shadow/queue")))) {
      Lease first = queue.poll().orElseThrow();
      long checkpoint =
          new Checkpoint(folder.resolve("shadow/queue/checkpoint")).read().orElseThrow();
      assertThat(checkpoint).isPositive();
      assertThat(first.taskId().sequence()).isGreaterThanOrEqualTo(checkpoint);
    }
  }

  private List<String> runUntilThePowerFails() throws IOException {
    JavaCommand command =
        JavaCommand.of(SyncChild.class.getName())
            .withProperty("joinq.shadow", folder.resolve("shadow").toString())
            .withProperty("joinq.segmentTasks", "64")
            .withArguments(url("queue"));
    try (ChildJvm child = ChildJvm.start(command)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> child.stdout().contains("put " + TASKS) && hasCheckpointBeyondStart());
      child.signal(Signal.KILL);
      child.awaitExit();
      pretendReboot();
      return child.stdout();
    }
  }

  private boolean hasCheckpointBeyondStart() {
    return new Checkpoint(folder.resolve("shadow/queue/checkpoint")).read().orElse(0) > 0;
  }

  /** The control file that the disk has is of the time of the first sync; the boot is another. */
  private void pretendReboot() throws IOException {
    Path queue = folder.resolve("shadow/queue");
    for (String name : List.of("log", "spill", "dead")) {
      Path from = folder.resolve("shadow").resolve(name);
      if (Files.exists(from)) {
        Files.move(from, queue.resolve(name));
      }
    }
    ControlFile.open(queue.resolve("control"), true).setBootId(new UUID(1, 2));
  }

  private String url(String name) {
    return "chronicle:" + folder.resolve(name);
  }

  private static Set<Long> numbers(List<String> lines, String prefix) {
    return lines.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> Long.parseLong(line.substring(prefix.length())))
        .collect(Collectors.toSet());
  }
}
