package io.joinq.queue.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the dead left, and results beyond those that are kept, go, however short anybody lives. */
@Tag("process")
class BoundedFoldersTest {
  private static final int TASKS = 5;
  private static final int KEPT = 2;

  @TempDir private Path temp;

  private Path folder() {
    return temp.resolve("queue");
  }

  private QueueConfig config() {
    return QueueConfig.of("chronicle:" + folder());
  }

  private ChildJvm child(String... commands) {
    return ChildJvm.start(
        JavaCommand.of(ProtocolChild.class.getName())
            .withFlag("-XX:TieredStopAtLevel=1")
            .withProperty("joinq.resultsKept", String.valueOf(KEPT))
            .withArguments("chronicle:" + folder(), "60000", "3")
            .withArguments(commands));
  }

  private List<String> names(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder().resolve(name))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void prunesResultsAtTheEndOfALifeOfFewTasks() throws Exception {
    List<String> commands = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      commands.addAll(List.of("put", "take", "done-result"));
    }
    commands.add("close");
    try (ChildJvm child = child(commands.toArray(String[]::new))) {
      child.awaitLine("closed");
      assertThat(names("results")).containsExactly("3", "4");
    }
  }

  @Test
  void prunesWhatOthersLeftWhoWereKilled() throws Exception {
    JoinableQueue.open(config()).close();
    for (int task = 0; task < TASKS; task++) {
      Files.createFile(folder().resolve("results/" + task));
    }
    try (ChildJvm child = child("wait")) {
      child.awaitLine("waiting");
      Awaitility.await()
          .atMost(Duration.ofSeconds(3))
          .untilAsserted(() -> assertThat(names("results")).containsExactly("3", "4"));
    }
  }

  @Test
  void sweepsWhatTheDeadStagedAlthoughAnEarlierTaskIsHeld() throws Exception {
    JoinableQueue queue = JoinableQueue.open(config().withCapacity(3));
    for (int i = 0; i < 3; i++) {
      queue.put(new byte[1]);
    }
    try (ChildJvm child = child("take", "wait")) {
      child.awaitLine("waiting");
      queue.taskDone(queue.poll().orElseThrow());
      for (String left : List.of("results/0.7", "results/1.7", "results/2.7", "dead/1.7-1-1")) {
        Files.createFile(folder().resolve(left + ".staged"));
      }
      Files.createFile(folder().resolve("spill/1"));

      queue.close();

      assertThat(names("results")).containsExactly("0.7.staged", "2.7.staged");
      assertThat(names("dead")).isEmpty();
      assertThat(names("spill")).isEmpty();
    }
  }

  @Test
  void deletesUnfinishedCheckpointsOfTheDead() throws Exception {
    JoinableQueue.open(config()).close();
    Path left = Files.createFile(folder().resolve("checkpoint.new-4711"));

    JoinableQueue.open(config()).close();

    assertThat(left).doesNotExist();
  }
}
