package io.joinq.queue.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.queue.DamageReport;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskStatus;
import io.joinq.queue.chronicle.control.ControlLayout;
import io.joinq.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a repair brings back: every task that can be read, under its own id. */
@Tag("process")
class RepairTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path temp;
  private DamagedQueue queue;

  @BeforeEach
  void makeQueue() throws Exception {
    queue = DamagedQueue.in(temp.resolve("queue"));
    System.setProperty("joinq.segmentTasks", "8");
  }

  @AfterEach
  void usualSegments() {
    System.clearProperty("joinq.segmentTasks");
  }

  @Test
  void changesNothingOfASoundQueue() throws Exception {
    DamageReport report = repair();
    assertThat(report.findings()).isEmpty();
    assertThat(report.repairs()).isEmpty();
    assertThat(drain()).containsOnlyKeys(ids(3, 12));
  }

  @Test
  void makesAMissingControlFileAnewAndDeliversWhatIsNotKnownToHaveEnded() throws Exception {
    Files.delete(queue.control());
    DamageReport report = repair();
    assertThat(report.findings()).hasSize(1);
    assertThat(String.join("\n", report.repairs())).contains("9 are delivered again");
    assertThat(drain()).containsOnlyKeys(ids(3, 12));
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void deliversFinishedTasksAgainWhenNothingSaysThatTheyAre() throws Exception {
    Files.delete(queue.control());
    Files.delete(queue.folder.resolve("results/1"));
    assertThat(String.join("\n", repair().repairs())).contains("10 are delivered again");
    assertThat(drain())
        .containsOnlyKeys(
            Stream.concat(Stream.of(new TaskId(1)), of(3, 12)).toArray(TaskId[]::new));
  }

  @Test
  void asksForTheCapacityWhenTheControlFileDoesNotTellIt() throws Exception {
    Files.delete(queue.control());
    QueueConfig without = QueueConfig.of("chronicle:" + queue.folder);
    assertThatThrownBy(() -> QueueAdmin.repair(without))
        .isInstanceOf(QueueOpenException.class)
        .hasMessageContaining("--capacity N");
    assertThat(queue.control()).doesNotExist();
  }

  @Test
  void keepsTheShapeAndTheOldFileOfADamagedControlFile() throws Exception {
    DamagedQueue.flip(queue.control(), ControlLayout.slotTable(128) + 7, 0xf0);
    QueueConfig without = QueueConfig.of("chronicle:" + queue.folder);
    QueueAdmin.repair(without);
    assertThat(names(queue.folder)).anyMatch(name -> name.startsWith("control.damaged-"));
    assertThat(drain()).containsOnlyKeys(ids(3, 12));
  }

  @Test
  void rewritesALogWhoseLastSegmentIsCutOff() throws Exception {
    DamagedQueue.truncate(queue.segment(2), DamagedQueue.FIRST_RECORD + 100);
    String repairs = String.join("\n", repair().repairs());
    assertThat(repairs).contains("7 unfinished tasks").contains("2 are lost");
    assertThat(names(queue.folder)).anyMatch(name -> name.startsWith("log.damaged-"));
    assertThat(drain()).containsOnlyKeys(ids(3, 10));
    assertThat(deadLetters()).containsExactly(ids(10, 12));
  }

  @Test
  void rewritesALogOfWhichASegmentIsMissing() throws Exception {
    Files.delete(queue.segment(1));
    repair();
    assertThat(drain()).containsOnlyKeys(ids(8, 12));
    assertThat(deadLetters()).containsExactly(ids(3, 8));
  }

  @Test
  void rewritesALogWhoseRecordsNothingLeadsTo() throws Exception {
    DamagedQueue.flip(queue.segment(1), 0x12, 4);
    DamagedQueue.flip(queue.segment(2), 0x2111, 0x41);
    repair();
    assertThat(QueueAdmin.verify(queue.config().url()).findings()).isEmpty();
    assertThat(drain()).containsOnlyKeys(ids(3, 12));
    assertThat(deadLetters()).isEmpty();
  }

  @Test
  void givesNoIdTwiceWhenControlAndLogAreGone() throws Exception {
    Files.delete(queue.control());
    Files.delete(queue.segment(1));
    DamagedQueue.zero(queue.segment(2));
    repair();
    assertThat(drain()).isEmpty();
    try (JoinableQueue opened = JoinableQueue.open(queue.config())) {
      // 8 and on left no trace; the payload of 5 and the results did.
      assertThat(opened.offer(new byte[0]).orElseThrow().sequence()).isGreaterThan(5);
    }
  }

  @Test
  void putsDamagedResultsAside() throws Exception {
    DamagedQueue.flip(queue.folder.resolve("results/0"), 20, 1);
    assertThat(String.join("\n", repair().repairs())).contains("results/0 is unreadable");
    assertThat(queue.folder.resolve("results/0.damaged")).exists();
    assertThat(QueueAdmin.verify(queue.config().url()).isSound()).isTrue();
  }

  @Test
  void goesOnWithARepairThatWasKilledBetweenItsTwoRenamings() throws Exception {
    DamagedQueue.flip(queue.segment(2), 0x2111, 0x41);
    repair();
    // As it was when the old log had been moved away, and the new one had not got its name.
    Files.move(queue.folder.resolve("log"), queue.folder.resolve("log.repaired"));
    Files.createDirectory(queue.folder.resolve("log"));
    repair();
    assertThat(drain()).containsOnlyKeys(ids(3, 12));
  }

  @Test
  void refusesAQueueThatIsOpenNamingTheProcesses() throws Exception {
    try (ChildJvm child =
        ChildJvm.start(
            ProtocolChild.class, "chronicle:" + queue.folder, "5000", "3", "take", "wait")) {
      child.awaitLine("waiting");
      assertThatThrownBy(this::repair)
          .isInstanceOf(QueueOpenException.class)
          .hasMessageContaining("is open in the processes [" + child.pid() + "]");
      assertThat(QueueAdmin.verify(queue.config().url()).isSound()).isTrue();
    }
    try (JoinableQueue opened = JoinableQueue.open(queue.config())) {
      assertThatThrownBy(this::repair)
          .isInstanceOf(QueueOpenException.class)
          .hasMessageContaining("open in this process");
      assertThat(opened.depth()).isGreaterThan(0);
    }
  }

  @Test
  void leavesAQueueOfAnotherVersionAlone() throws Exception {
    DamagedQueue.flip(queue.control(), ControlLayout.VERSION_AT, 0x40);
    byte[] before = Files.readAllBytes(queue.control());
    assertThatThrownBy(this::repair)
        .isInstanceOf(QueueOpenException.class)
        .hasMessageContaining("format version " + (ControlLayout.VERSION ^ 0x40));
    assertThat(Files.readAllBytes(queue.control())).isEqualTo(before);
  }

  @Test
  void findsNoQueueWhereNoneIs() {
    QueueConfig nowhere = QueueConfig.of("chronicle:" + temp.resolve("nowhere"));
    assertThatThrownBy(() -> QueueAdmin.verify(nowhere.url()))
        .isInstanceOf(QueueOpenException.class)
        .hasMessageContaining("no queue in");
    assertThatThrownBy(() -> QueueAdmin.repair(nowhere))
        .isInstanceOf(QueueOpenException.class)
        .hasMessageContaining("no queue in");
    assertThat(temp.resolve("nowhere")).doesNotExist();
  }

  private DamageReport repair() {
    return QueueAdmin.repair(queue.config());
  }

  /** Takes and finishes all there is; puts one more to see that the queue goes on. */
  private Map<TaskId, byte[]> drain() throws Exception {
    Map<TaskId, byte[]> got = new TreeMap<>();
    try (JoinableQueue opened = JoinableQueue.open(queue.config())) {
      TaskId last = opened.offer("last".getBytes(UTF_8), PATIENCE).orElseThrow();
      while (opened.unfinished() > 0) {
        Optional<Lease> lease = opened.poll(Duration.ofMillis(50));
        lease.ifPresent(
            held -> {
              got.put(held.taskId(), held.payload());
              opened.taskDone(held);
            });
      }
      assertThat(opened.join(PATIENCE).joined()).isTrue();
      assertThat(got.remove(last)).isEqualTo("last".getBytes(UTF_8));
    }
    got.forEach(
        (id, payload) -> assertThat(payload).isEqualTo(DamagedQueue.payload((int) id.sequence())));
    return got;
  }

  private List<TaskId> deadLetters() {
    try (JoinableQueue opened = JoinableQueue.open(queue.config())) {
      return opened.admin().deadLetters().list().stream().map(TaskStatus::id).toList();
    }
  }

  private static Stream<TaskId> of(int from, int end) {
    return IntStream.range(from, end).mapToObj(TaskId::new);
  }

  private static TaskId[] ids(int from, int end) {
    return of(from, end).toArray(TaskId[]::new);
  }

  private static List<String> names(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }
}
