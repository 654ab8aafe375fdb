package io.joinq.queue.chronicle;

import static io.joinq.queue.chronicle.DamagedQueue.FIRST_RECORD;
import static io.joinq.queue.chronicle.DamagedQueue.LARGE;
import static io.joinq.queue.chronicle.DamagedQueue.RECORD_3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueException;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.TaskId;
import io.joinq.queue.chronicle.control.ControlLayout;
import io.joinq.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file of a queue's folder, damaged in every way: the queue is refused with a word on what to
 * do, or all that is whole is delivered and the rest becomes dead letters.
 */
@Tag("process")
class DamageTest {
  private static final String REPAIR = "'queue repair'";

  @TempDir Path temp;

  private interface Damage {
    void to(DamagedQueue queue) throws IOException;
  }

  private static Arguments refused(String name, Damage damage, String... words) {
    return Arguments.of(name, damage, List.of(words));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        refused(
            "control cut off",
            q -> DamagedQueue.truncate(q.control(), 0),
            "control",
            "0 bytes",
            REPAIR),
        refused(
            "control half there",
            q -> DamagedQueue.truncate(q.control(), 300_000),
            "control",
            "300000 bytes",
            REPAIR),
        refused(
            "control zeroed", q -> DamagedQueue.zero(q.control()), "is not a control file", REPAIR),
        refused("control foreign", q -> DamagedQueue.fillWithRubbish(q.control()), REPAIR),
        refused(
            "control of the future",
            q -> DamagedQueue.flip(q.control(), ControlLayout.VERSION_AT, 0x40),
            "format version " + (ControlLayout.VERSION ^ 0x40),
            "use the program that wrote it"),
        refused(
            "a bit of the control header",
            q -> DamagedQueue.flip(q.control(), ControlLayout.CAPACITY_AT, 1),
            "wrong header checksum",
            REPAIR),
        refused(
            "a bit of a slot",
            q -> DamagedQueue.flip(q.control(), ControlLayout.slotTable(128) + 7, 0xf0),
            "slot 0",
            "unknown state",
            REPAIR),
        refused(
            "a bit of APPENDED",
            q -> DamagedQueue.flip(q.control(), ControlLayout.APPENDED, 0x08),
            "task",
            REPAIR),
        refused(
            "a bit of CURSOR",
            q -> DamagedQueue.flip(q.control(), ControlLayout.CURSOR + 3, 0x10),
            "was claimed, of 12 put",
            REPAIR),
        refused("control missing", q -> Files.delete(q.control()), "is missing", REPAIR),
        refused(
            "first segment empty",
            q -> DamagedQueue.truncate(q.segment(1), 0),
            "0001.cq4",
            "truncated",
            REPAIR),
        refused("first segment zeroed", q -> DamagedQueue.zero(q.segment(1)), "0001.cq4", REPAIR),
        refused(
            "first segment foreign",
            q -> DamagedQueue.fillWithRubbish(q.segment(1)),
            "0001.cq4",
            "is not a segment of the log",
            REPAIR),
        refused("first segment missing", q -> Files.delete(q.segment(1)), "is missing", REPAIR),
        refused(
            "last segment empty",
            q -> DamagedQueue.truncate(q.segment(2), 0),
            "0002.cq4",
            "truncated",
            REPAIR),
        refused(
            "last segment cut off in a record",
            q -> DamagedQueue.truncate(q.segment(2), FIRST_RECORD + 100),
            "0002.cq4",
            "truncated",
            REPAIR),
        refused(
            "last segment's end zeroed",
            q -> DamagedQueue.write(q.segment(2), FIRST_RECORD + 96, 0),
            "ends at task-9, but 12 tasks were put",
            REPAIR),
        refused("last segment zeroed", q -> DamagedQueue.zero(q.segment(2)), "0002.cq4", REPAIR),
        refused("last segment missing", q -> Files.delete(q.segment(2)), "is missing", REPAIR),
        refused(
            "a bit of the last segment's header",
            q -> DamagedQueue.flip(q.segment(2), 0x12, 4),
            "is not a segment of the log",
            REPAIR),
        refused(
            "an index that points far away",
            q -> DamagedQueue.flip(q.segment(1), 0x2116, 0x41),
            "0001.cq4",
            "wrong index",
            REPAIR),
        refused(
            "an index of indexes that is wrong",
            q -> DamagedQueue.flip(q.segment(1), 0xf1, 0x21),
            "0001.cq4",
            "wrong index",
            REPAIR),
        refused(
            "a foreign segment",
            q -> Files.writeString(q.folder.resolve("log/notes.cq4"), "hello"),
            "notes.cq4",
            "move it away"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refusesWhatItCannotUse(String name, Damage damage, List<String> words) throws Exception {
    DamagedQueue queue = DamagedQueue.in(temp.resolve("queue"));
    damage.to(queue);
    try (ChildJvm child = queue.use()) {
      assertThat(child.awaitExit()).as("%s: %s", name, child).isEqualTo(3);
      assertThat(child.stdout().get(0)).startsWith("refused ").contains(words);
    }
  }

  private static Arguments used(String name, Damage damage, Integer... dead) {
    return Arguments.of(name, damage, List.of(dead));
  }

  static Stream<Arguments> used() {
    return Stream.of(
        used("a bit of a payload", q -> DamagedQueue.flip(q.segment(1), RECORD_3 + 40, 1), 3),
        used("a bit of a record's sequence", q -> DamagedQueue.flip(q.segment(1), 0x41ac, 1), 3),
        used("a bit of a length", q -> DamagedQueue.flip(q.segment(1), RECORD_3, 4)),
        used("the highest bit of a length", q -> DamagedQueue.flip(q.segment(1), 0x41a3, 0x20)),
        used("a commit taken back", q -> DamagedQueue.flip(q.segment(1), 0x41a3, 0x80)),
        used("a record become index", q -> DamagedQueue.flip(q.segment(1), 0x41a3, 0x40)),
        used("an index that is wrong", q -> DamagedQueue.flip(q.segment(1), 0x2111, 0x41)),
        used(
            "first segment cut off",
            q -> DamagedQueue.truncate(q.segment(1), 0x41a0),
            3,
            4,
            5,
            6,
            7),
        used("table zeroed", q -> DamagedQueue.zero(q.table())),
        used("table foreign", q -> DamagedQueue.fillWithRubbish(q.table())),
        used("table cut off", q -> DamagedQueue.truncate(q.table(), 10)),
        used("table missing", q -> Files.delete(q.table())),
        used("locks missing", q -> Files.delete(q.folder.resolve("procs.lock"))),
        used("locks foreign", q -> Files.writeString(q.folder.resolve("procs.lock"), "hello")),
        used("payload missing", q -> Files.delete(q.spill()), LARGE),
        used("payload empty", q -> DamagedQueue.truncate(q.spill(), 0), LARGE),
        used("payload cut off", q -> DamagedQueue.truncate(q.spill(), 19_999), LARGE),
        used("a bit of a large payload", q -> DamagedQueue.flip(q.spill(), 10_000, 1), LARGE),
        used("payloads' folder missing", q -> deleteFolder(q.folder.resolve("spill")), LARGE),
        used("foreign files", DamageTest::addForeignFiles));
  }

  private static void deleteFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static void addForeignFiles(DamagedQueue queue) throws IOException {
    for (String name :
        List.of(
            "notes.txt",
            "spill/notes",
            "spill/new-x",
            "results/notes.txt",
            "results/x.staged",
            "dead/notes",
            "dead/.staged",
            "log/notes")) {
      Files.writeString(queue.folder.resolve(name), "hello");
    }
    Files.createDirectory(queue.folder.resolve("dead/folder"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("used")
  void deliversWhatIsWholeAndDeadLettersTheRest(String name, Damage damage, List<Integer> dead)
      throws Exception {
    DamagedQueue queue = DamagedQueue.in(temp.resolve("queue"));
    damage.to(queue);
    try (ChildJvm child = queue.use()) {
      assertThat(child.awaitExit()).as("%s: %s", name, child).isEqualTo(0);
      assertThat(child.stdout())
          .as("%s: %s", name, child)
          .containsExactlyInAnyOrderElementsOf(expected(dead));
      assertThat(child.stderr().stream().filter(line -> line.contains("ERROR")).count())
          .as("every dead letter is an ERROR")
          .isEqualTo(dead.size());
    }
  }

  private static List<String> expected(List<Integer> dead) {
    List<String> lines = new ArrayList<>(List.of("put Optional[task-12]", "joined"));
    for (int task = DamagedQueue.DONE; task < DamagedQueue.TASKS; task++) {
      lines.add(
          dead.contains(task)
              ? "dead task-" + task + " DAMAGED"
              : "got task-" + task + " " + (task == LARGE ? "large" : "payload-" + task));
    }
    lines.add("got task-12 new");
    return lines;
  }

  @Test
  void reportsADamagedResultToWhoAsksForItAndToNobodyElse() throws Exception {
    DamagedQueue damaged = DamagedQueue.in(temp.resolve("queue"));
    DamagedQueue.flip(damaged.folder.resolve("results/0"), 20, 1);
    DamagedQueue.truncate(damaged.folder.resolve("results/1"), 3);
    try (JoinableQueue queue = JoinableQueue.open(damaged.config())) {
      for (int task = 0; task < 2; task++) {
        TaskId id = new TaskId(task);
        assertThatThrownBy(() -> queue.admin().result(id))
            .isInstanceOf(QueueException.class)
            .hasMessageContaining("the record of " + id + " is damaged");
      }
      assertThat(queue.admin().result(new TaskId(2))).isPresent();
    }
  }

  @Test
  void refusesAnotherCapacityNamingBoth() throws Exception {
    DamagedQueue queue = DamagedQueue.in(temp.resolve("queue"));
    assertThatThrownBy(() -> JoinableQueue.open(queue.config().withCapacity(7)))
        .isInstanceOf(QueueOpenException.class)
        .hasMessageContaining("has capacity 100, not 7")
        .hasMessageContaining("--capacity 100");
  }

  @Test
  void namesEveryDamageOnceInVerify() throws Exception {
    DamagedQueue queue = DamagedQueue.in(temp.resolve("queue"));
    assertThat(QueueAdmin.verify(queue.config().url()).findings()).isEmpty();
    DamagedQueue.flip(queue.segment(1), RECORD_3 + 40, 1);
    DamagedQueue.flip(queue.spill(), 1, 1);
    DamagedQueue.flip(queue.folder.resolve("results/0"), 20, 1);
    DamagedQueue.flip(queue.segment(2), 0x2111, 0x41);
    TreeSet<String> lines = new TreeSet<>();
    QueueAdmin.verify(queue.config().url()).findings().forEach(f -> lines.add(f.toString()));
    assertThat(lines).hasSize(4);
    assertThat(lines).anyMatch(l -> l.contains("0001.cq4: the record of task-3 is damaged"));
    assertThat(lines).anyMatch(l -> l.contains("spill/5: the record of task-5 is damaged"));
    assertThat(lines).anyMatch(l -> l.contains("results/0: the record of task-0 is damaged"));
    assertThat(lines).anyMatch(l -> l.contains("0002.cq4: has a wrong index"));
  }
}
