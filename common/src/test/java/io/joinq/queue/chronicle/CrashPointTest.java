package io.joinq.queue.chronicle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.joinq.os.ProcFs;
import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueOpenException;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import io.joinq.queue.Unfinished;
import io.joinq.queue.chronicle.control.ControlFile;
import io.joinq.queue.chronicle.control.LeaseSlots;
import io.joinq.queue.chronicle.control.SlotState;
import io.joinq.queue.chronicle.control.SlotWord;
import io.joinq.queue.chronicle.failpoint.FailPoint;
import io.joinq.testing.ChildJvm;
import io.joinq.testing.ScopedProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills and stops a child process at each fail point, on a queue with tiny tables. */
@Tag("process")
class CrashPointTest {
  private static final int CAPACITY = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration OVERRUN = Duration.ofMillis(250);

  @TempDir Path folder;
  private String url;
  @AutoClose private final ScopedProperties properties = new ScopedProperties();
  private final List<ChildJvm> children = new ArrayList<>();
  private final TreeSet<TaskId> handledHere = new TreeSet<>();

  @BeforeEach
  void tinyTables() {
    url = "chronicle:" + folder.resolve("queue");
    properties.set("joinq.slots", "4");
    properties.set("joinq.processes", "6");
    properties.set("joinq.segmentTasks", "4");
  }

  @AfterEach
  void endChildren() {
    children.forEach(ChildJvm::close);
  }

  @ParameterizedTest
  @EnumSource(FailPoint.class)
  void losesNothingWhenKilledAt(FailPoint step) throws Exception {
    Scenario scenario = Scenario.reaching(step);
    ChildJvm victim = bringTo(scenario, "KILL");
    assertThat(victim.awaitExit()).as("killed at %s: %s", step, victim).isEqualTo(128 + 9);

    try (JoinableQueue queue = open(scenario)) {
      finishEverything(queue);
      assertAccountsAgree(queue, scenario);
    }
  }

  @ParameterizedTest
  @EnumSource(FailPoint.class)
  void losesNothingWhenStoppedAndContinuedAt(FailPoint step) throws Exception {
    Scenario scenario = Scenario.reaching(step);
    ChildJvm victim = bringTo(scenario, "STOP");
    await().atMost(PATIENCE).until(() -> ProcFs.isStopped(victim.pid()));

    if (scenario.holdsOpenLock()) {
      properties.set("joinq.openPatience", "200");
      assertThatThrownBy(() -> open(scenario))
          .isInstanceOf(QueueOpenException.class)
          .hasMessageContaining("process " + victim.pid());
      victim.signal(Signal.CONT);
      victim.awaitLine("open");
    }
    try (JoinableQueue queue = open(scenario)) {
      if (!scenario.holdsOpenLock()) {
        assertTasksAreKnown(queue, victim);
        assertOthersAreNotBlocked(queue, scenario);
        victim.signal(Signal.CONT);
      }
      await().atMost(PATIENCE).until(() -> hasGoneOn(victim));
      finishEverything(queue);
      assertAccountsAgree(queue, scenario);
    }
  }

  /** Starts the helper and the victim, and returns when the victim has come to the step. */
  private ChildJvm bringTo(Scenario scenario, String action) throws Exception {
    if (!scenario.fresh()) {
      JoinableQueue.open(config()).close();
    }
    ChildJvm helper = null;
    String steps = scenario.step() + ":" + action;
    if (scenario.earlierStop() != null) {
      steps = scenario.earlierStop() + ":STOP," + steps;
    }
    boolean victimFirst = scenario.helperStep() != null && scenario.helperStep().endsWith(":KILL");
    ChildJvm victim = null;
    if (victimFirst) {
      victim =
          start(
              scenario,
              steps,
              Stream.concat(Stream.of("wait"), scenario.victim().stream()).toList());
      victim.awaitLine("waiting");
    }
    if (scenario.hasHelper()) {
      helper = start(scenario, scenario.helperStep(), scenario.helper());
      settle(helper, scenario);
    }
    if (victimFirst) {
      sendUnlessGone(victim);
    } else {
      victim = start(scenario, steps, scenario.victim());
    }
    if (scenario.helperFate() == Scenario.Fate.KILL_LATER) {
      victim.awaitLine("waiting");
      helper.signal(Signal.KILL);
    }
    if (scenario.earlierStop() != null) {
      ChildJvm overtaken = victim;
      await().atMost(PATIENCE).until(() -> ProcFs.isStopped(overtaken.pid()));
      helper.send("go");
      helper.awaitLine("finished");
      victim.signal(Signal.CONT);
    }
    return victim;
  }

  /** The victim's keeper may have brought it to the step by itself; it reads this afterwards. */
  private static void sendUnlessGone(ChildJvm victim) {
    if (victim.isAlive()) {
      try {
        victim.send("go");
      } catch (java.io.UncheckedIOException e) {
        assertThat(victim.awaitExit()).isEqualTo(128 + 9);
      }
    }
  }

  private static void settle(ChildJvm helper, Scenario scenario) {
    switch (scenario.helperFate()) {
      case LIVE -> helper.awaitLine("waiting");
      case KILL_LATER -> helper.awaitLine("finished");
      case KILL -> {
        helper.awaitLine("finished");
        helper.signal(Signal.KILL);
        helper.awaitExit();
      }
      case STOP -> {
        helper.awaitLine("finished");
        helper.signal(Signal.STOP);
      }
      case NONE -> {
        if (scenario.helperStep().endsWith(":KILL")) {
          helper.awaitExit();
        } else {
          await().atMost(PATIENCE).until(() -> ProcFs.isStopped(helper.pid()));
        }
      }
    }
  }

  private ChildJvm start(Scenario scenario, String steps, List<String> commands) {
    JavaCommand command =
        JavaCommand.of(ProtocolChild.class.getName())
            .withFlag("-XX:TieredStopAtLevel=1")
            .withFlag("-Xshare:auto")
            .withProperty("joinq.slots", "4")
            .withProperty("joinq.processes", "6")
            .withProperty("joinq.segmentTasks", "4")
            .withArguments(
                url,
                String.valueOf(scenario.leaseOf(commands == scenario.helper()).toMillis()),
                String.valueOf(scenario.maxAttempts()))
            .withArguments(commands);
    if (scenario.step() == FailPoint.PUT_SYNCED) {
      command = command.withProperty("joinq.sync", "true");
    }
    if (steps != null) {
      command = command.withProperty("joinq.step", steps);
    }
    ChildJvm child = ChildJvm.start(command);
    children.add(child);
    return child;
  }

  private QueueConfig config() {
    return QueueConfig.of(url).withCapacity(CAPACITY).withLeaseTimeout(Scenario.LEASE);
  }

  private JoinableQueue open(Scenario scenario) {
    // A victim that found no queue made one of capacity 1.
    QueueConfig config = QueueConfig.of(url).withLeaseTimeout(Scenario.LEASE);
    return JoinableQueue.open(
        (scenario.fresh() ? config : config.withCapacity(CAPACITY))
            .withMaxAttempts(scenario.maxAttempts()));
  }

  private static boolean hasGoneOn(ChildJvm victim) {
    List<String> said = victim.stdout();
    boolean lostTask = victim.stderr().stream().anyMatch(l -> l.contains("LeaseLostException"));
    return said.contains("finished") || lostTask;
  }

  /** Whatever the victim is stopped in: a task that join waits for has a state. */
  private static void assertTasksAreKnown(JoinableQueue queue, ChildJvm victim)
      throws InterruptedException {
    for (Unfinished task : queue.join(Duration.ZERO).tasks()) {
      assertThat(queue.admin().task(task.id())).as("%s of %s", task, victim).isPresent();
    }
  }

  /** While the victim is stopped, every timed call keeps its time, and most of them succeed. */
  private void assertOthersAreNotBlocked(JoinableQueue queue, Scenario scenario)
      throws InterruptedException {
    // First what is there: also the victim's own tasks, once their leases have run out.
    await().atMost(PATIENCE).until(() -> handleNext(queue) || queue.depth() == 0);
    Duration timeout = Duration.ofMillis(200);
    long start = System.nanoTime();
    Optional<TaskId> put = queue.offer("meanwhile".getBytes(UTF_8), timeout);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(took).isLessThan(timeout.plus(OVERRUN));
    assertThat(put.isPresent()).as("put while stopped").isEqualTo(!scenario.holdsPutLock());
    if (scenario.holdsPutLock()) {
      assertThat(queue.admin().status().stalledProducer()).isPresent();
      assertThat(took).isGreaterThanOrEqualTo(timeout);
    } else {
      await().atMost(PATIENCE).until(() -> handleNext(queue));
    }
  }

  private boolean handleNext(JoinableQueue queue) {
    Optional<Lease> lease = queue.poll();
    lease.ifPresent(
        held -> {
          queue.taskDone(held, new byte[0]);
          handledHere.add(held.taskId());
        });
    return lease.isPresent();
  }

  /** Works until nothing is unfinished; others may hold leases that have yet to run out. */
  private void finishEverything(JoinableQueue queue) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> {
              while (handleNext(queue)) {
                // Next.
              }
              return queue.join(Duration.ZERO).joined();
            });
  }

  /** Nothing lost, nothing doubled, nothing leaked, and the queue works as on its first day. */
  private void assertAccountsAgree(JoinableQueue queue, Scenario scenario) throws Exception {
    List<TaskId> done = new ArrayList<>(handledHere);
    done.addAll(told("done "));
    assertThat(done).as("no task is done twice").doesNotHaveDuplicates();
    List<TaskId> silent = told("put ");
    silent.removeAll(done);
    if (scenario.silentEnd().isEmpty()) {
      assertThat(silent).as("put, and not done").isEmpty();
    } else {
      assertThat(silent).as("put, and not known to be done").hasSizeLessThanOrEqualTo(1);
    }
    for (TaskId id : silent) {
      // One that is done without a result leaves nothing.
      TaskState end = queue.admin().task(id).map(TaskStatus::state).orElse(TaskState.DONE);
      assertThat(end).as("%s", id).isEqualTo(scenario.silentEnd().orElseThrow());
    }
    assertThat(queue.admin().deadLetters().list())
        .extracting(TaskStatus::id)
        .as("dead letters")
        .isSubsetOf(silent);
    assertSlotsAreFree();
    assertCapacityIsExact(queue);
    await().atMost(PATIENCE).until(() -> files("log", ".cq4") == 1 && files("spill", "") == 0);
  }

  /** The tasks of which children said this. */
  private List<TaskId> told(String word) {
    return children.stream()
        .flatMap(child -> child.stdout().stream())
        .filter(line -> line.startsWith(word))
        .map(line -> TaskId.parse(line.substring(word.length())))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private void assertSlotsAreFree() {
    ControlFile control = ControlFile.open(folder.resolve("queue/control"), false);
    LeaseSlots slots = new LeaseSlots(control);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (int slot = 0; slot < slots.size(); slot++) {
                assertThat(SlotWord.state(slots.word(slot)))
                    .as("slot %d", slot)
                    .isEqualTo(SlotState.FREE);
              }
            });
  }

  private static void assertCapacityIsExact(JoinableQueue queue) throws InterruptedException {
    for (int i = 0; i < queue.capacity(); i++) {
      assertThat(queue.offer(new byte[] {1}, PATIENCE))
          .as("put %d of %s", i, queue.admin().status())
          .isPresent();
    }
    assertThat(queue.offer(new byte[] {1})).isEmpty();
    for (int i = 0; i < queue.capacity(); i++) {
      queue.taskDone(queue.poll(PATIENCE).orElseThrow());
    }
    assertThat(queue.join(PATIENCE)).isEqualTo(JoinResult.JOINED);
  }

  private long files(String name, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("queue").resolve(name))) {
      return files.filter(file -> file.toString().endsWith(ending)).count();
    }
  }
}
