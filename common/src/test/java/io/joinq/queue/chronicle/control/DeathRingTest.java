package io.joinq.queue.chronicle.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.os.PidNamespace;
import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.ProcessDeath;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.chronicle.ProtocolChild;
import io.joinq.testing.ChildJvm;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of processes that end without closing the queue. */
@Tag("process")
class DeathRingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String KILLED = "killed by SIGKILL";

  @TempDir Path folder;
  private String url;

  @BeforeEach
  void name() {
    url = "chronicle:" + folder.resolve("queue");
  }

  @Test
  void aDeathIsKnownWithItsTaskBeforeAnybodyReportsIt() throws Exception {
    try (JoinableQueue queue = open();
        ChildJvm worker = worker()) {
      Instant before = Instant.now().minusMillis(1);
      kill(worker);
      ProcessDeath death = awaitDeath(queue);
      assertThat(death.pid()).isEqualTo(worker.pid());
      assertThat(death.worker()).isEqualTo(OptionalInt.of(1));
      assertThat(death.task()).contains(new TaskId(0));
      assertThat(death.detail()).isEmpty();
      assertThat(death.at()).isBetween(before, Instant.now());
    }
  }

  @Test
  void aProcessThatClosesTheQueueIsNoDeath() throws Exception {
    try (JoinableQueue queue = open();
        ChildJvm closer = child("put", "take", "done", "close")) {
      closer.awaitLine("closed");
      kill(closer);
      kill(worker());
      awaitDeath(queue);
      assertThat(queue.admin().status().deaths()).hasSize(1);
    }
  }

  @Test
  void aProcessThatOnlyLookedIsNoDeath() throws Exception {
    try (JoinableQueue queue = open();
        ChildJvm onlooker = child("wait")) {
      onlooker.awaitLine("waiting");
      kill(onlooker);
      kill(worker());
      awaitDeath(queue);
      assertThat(queue.admin().status().deaths()).hasSize(1);
    }
  }

  @Test
  void deathsAreThereWithNobodyAlive() throws Exception {
    ChildJvm worker = worker();
    kill(worker);
    List<ProcessDeath> deaths = QueueAdmin.inspect(URI.create(url)).deaths();
    assertThat(deaths).hasSize(1);
    assertThat(deaths.get(0).pid()).isEqualTo(worker.pid());
    assertThat(deaths.get(0).task()).contains(new TaskId(0));

    open().close();
    deaths = QueueAdmin.inspect(URI.create(url)).deaths();
    assertThat(deaths).extracting(ProcessDeath::pid).containsExactly(worker.pid());
    assertThat(deaths.get(0).task()).contains(new TaskId(0));
  }

  @Test
  void aReportThatComesFirstNoticesTheDeathItself() throws Exception {
    try (JoinableQueue queue = open();
        ChildJvm worker = worker()) {
      kill(worker);
      queue.admin().reportDeath(worker.pid(), KILLED);
      assertThat(queue.admin().status().deaths())
          .extracting(ProcessDeath::detail)
          .containsExactly(KILLED);
      assertThat(causesOf(queue, new TaskId(0))).containsExactly(KILLED);
    }
  }

  @Test
  void aReportReachesATaskThatWaitsOrIsTakenAgainOrIsDoneOrDead() throws Exception {
    try (JoinableQueue queue = open();
        ChildJvm worker = worker(1)) {
      kill(worker);
      await()
          .atMost(PATIENCE)
          .until(() -> queue.admin().deadLetters().find(new TaskId(0)).isPresent());
      assertThat(causesOf(queue, new TaskId(0))).containsExactly("");
      queue.admin().reportDeath(worker.pid(), KILLED);
      assertThat(causesOf(queue, new TaskId(0))).containsExactly(KILLED);
      assertThat(queue.admin().deadLetters().payload(new TaskId(0)))
          .hasValue("small".getBytes(UTF_8));
    }
    try (JoinableQueue queue = open();
        ChildJvm worker = worker()) {
      kill(worker);
      Lease lease = queue.poll(PATIENCE).orElseThrow();
      assertThat(causesOf(queue, lease.taskId())).containsExactly("");
      queue.taskDone(lease, new byte[] {1});
      queue.admin().reportDeath(worker.pid(), KILLED);
      assertThat(queue.admin().task(lease.taskId()).orElseThrow().state())
          .isEqualTo(TaskState.DONE);
      assertThat(causesOf(queue, lease.taskId())).containsExactly(KILLED);
      assertThat(queue.admin().result(lease.taskId())).hasValue(new byte[] {1});
    }
  }

  @Test
  void aDeadLetterKeepsItsSignalWhenTheRingHasTurnedOver() throws Exception {
    try (JoinableQueue queue = open();
        ChildJvm worker = worker()) {
      kill(worker);
      queue.admin().reportDeath(worker.pid(), KILLED);
      turnOver(ControlFile.open(folder.resolve("queue/control"), true));
      assertThat(queue.admin().status().deaths())
          .hasSize(ControlLayout.DEATH_COUNT)
          .extracting(ProcessDeath::pid)
          .doesNotContain(worker.pid());
      queue.poll(PATIENCE).orElseThrow().retry("failed");
      await()
          .atMost(PATIENCE)
          .until(() -> queue.admin().deadLetters().find(new TaskId(0)).isPresent());
      assertThat(causesOf(queue, new TaskId(0))).containsExactly(KILLED, "failed");
    }
  }

  private static void turnOver(ControlFile control) {
    DeathRing deaths = new DeathRing(control);
    for (int i = 0; i < ControlLayout.DEATH_COUNT; i++) {
      deaths.write(deaths.nextNumber(), 0, PidNamespace.own(), death(1, Instant.now()));
    }
  }

  @Test
  void aReportIsOfTheNewestDeathOfThatPidAndOfNoneLongAgo() {
    try (JoinableQueue queue = open()) {
      DeathRing deaths = new DeathRing(ControlFile.open(folder.resolve("queue/control"), true));
      Instant now = Instant.now();
      deaths.write(
          deaths.nextNumber(), 0, PidNamespace.own(), death(4_000_001, now.minusSeconds(3_600)));
      deaths.write(
          deaths.nextNumber(), 0, PidNamespace.own(), death(4_000_002, now.minusSeconds(10)));
      deaths.write(deaths.nextNumber(), 0, PidNamespace.own(), death(4_000_002, now));
      queue.admin().reportDeath(4_000_001, KILLED);
      queue.admin().reportDeath(4_000_002, KILLED);
      queue.admin().reportDeath(4_000_002, "too late");
      assertThat(queue.admin().status().deaths())
          .extracting(ProcessDeath::detail)
          .containsExactly(KILLED, "", "");
    }
  }

  @Test
  void whoeverWritesADeathLateChangesNothing() {
    try (JoinableQueue queue = open()) {
      DeathRing deaths = new DeathRing(ControlFile.open(folder.resolve("queue/control"), true));
      long first = deaths.nextNumber();
      for (int i = 1; i < ControlLayout.DEATH_COUNT; i++) {
        deaths.nextNumber();
      }
      long later = deaths.nextNumber();
      deaths.write(later, 3, PidNamespace.own(), death(2, Instant.now()));
      deaths.write(first, 4, PidNamespace.own(), death(1, Instant.now()));
      deaths.write(later, 5, PidNamespace.own(), death(3, Instant.now()));
      deaths.report(first, "late");
      assertThat(deaths.read(first)).isEmpty();
      assertThat(deaths.read(later).orElseThrow().pid()).isEqualTo(2);
      assertThat(deaths.read(later).orElseThrow().detail()).isEmpty();
      assertThat(queue.admin().status().deaths()).hasSize(1);
    }
  }

  @Test
  void aDetailIsCutOffBetweenCharactersAndWrittenOnce() {
    try (JoinableQueue queue = open()) {
      DeathRing deaths = new DeathRing(ControlFile.open(folder.resolve("queue/control"), true));
      long number = deaths.nextNumber();
      deaths.write(number, 0, PidNamespace.own(), death(1, Instant.now()));
      deaths.report(number, "x" + "\u00e9".repeat(200));
      deaths.report(number, "other");
      String detail = deaths.read(number).orElseThrow().detail();
      assertThat(detail).isEqualTo("x" + "\u00e9".repeat(47));
      assertThat(queue.admin().status().deaths()).hasSize(1);
    }
  }

  private static ProcessDeath death(long pid, Instant at) {
    return new ProcessDeath(pid, OptionalInt.empty(), at, "", Optional.empty());
  }

  private static List<String> causesOf(JoinableQueue queue, TaskId id) {
    return queue.admin().task(id).orElseThrow().causes().stream().map(Redelivery::detail).toList();
  }

  private ProcessDeath awaitDeath(JoinableQueue queue) {
    await().atMost(PATIENCE).until(() -> !queue.admin().status().deaths().isEmpty());
    return queue.admin().status().deaths().get(0);
  }

  private static void kill(ChildJvm child) {
    child.signal(Signal.KILL);
    child.awaitExit();
  }

  /** A worker that has put a task and holds its lease. */
  private ChildJvm worker() {
    return worker(3);
  }

  private ChildJvm worker(int maxAttempts) {
    ChildJvm worker =
        ChildJvm.start(
            command(maxAttempts).withProperty("joinq.worker", "true").withArguments("put", "take"));
    worker.awaitLine("finished");
    return worker;
  }

  private ChildJvm child(String... commands) {
    return ChildJvm.start(command(3).withArguments(commands));
  }

  private JavaCommand command(int maxAttempts) {
    return JavaCommand.of(ProtocolChild.class.getName())
        .withFlag("-XX:TieredStopAtLevel=1")
        .withArguments(url, "60000", String.valueOf(maxAttempts));
  }

  private JoinableQueue open() {
    return JoinableQueue.open(
        QueueConfig.of(url).withMaxAttempts(2).withLeaseTimeout(Duration.ofMinutes(1)));
  }
}
