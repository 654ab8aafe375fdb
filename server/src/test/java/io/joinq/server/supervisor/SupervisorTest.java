package io.joinq.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;
import static org.awaitility.Awaitility.await;

import io.joinq.os.Signal;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.server.events.Event;
import io.joinq.server.events.EventKind;
import io.joinq.server.events.Events;
import io.joinq.server.supervisor.SupervisedWorker.State;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With real processes of the shell in the place of workers. */
@Tag("process")
@Timeout(60)
class SupervisorTest {
  /** Says what a worker says, and stays. */
  private static final String WORKER = "echo opened; read order; echo claiming; ";

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LEASE_TIMEOUT = Duration.ofSeconds(1);

  @TempDir Path folder;

  private final Events events = new Events(Clock.systemUTC());
  private JoinableQueue queue;
  private Supervisor supervisor;

  @AfterEach
  void stop() throws InterruptedException {
    supervisor.stop(Duration.ZERO);
    queue.close();
  }

  private void start(int workers, int maxRestarts, ProcessBuilder process) {
    start(workers, 0, maxRestarts, process);
  }

  private void start(int workers, int spares, int maxRestarts, ProcessBuilder process) {
    queue = JoinableQueue.open(QueueConfig.of("chronicle:" + folder.resolve("queue")));
    SupervisorConfig config =
        new SupervisorConfig(
            new WorkerRange(workers, workers),
            spares,
            new RestartIntensity(maxRestarts, Duration.ofSeconds(30)),
            new RecyclePolicy(0, 0),
            Duration.ofMinutes(5),
            LEASE_TIMEOUT,
            folder.resolve("dumps"));
    supervisor = new Supervisor(config, (worker, restarts, spare) -> process, queue, events);
    supervisor.start();
  }

  private void supervise(int workers, String script) {
    start(workers, 100, new ProcessBuilder("sh", "-c", WORKER + script));
    await()
        .untilAsserted(
            () ->
                assertThat(supervisor.workers())
                    .hasSize(workers)
                    .allMatch(worker -> worker.state() == State.CLAIMING));
  }

  private SupervisedWorker first() {
    return supervisor.workers().get(0);
  }

  private Event event(EventKind kind) {
    return events.recent().stream().filter(e -> e.kind() == kind).findFirst().orElseThrow();
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  @Test
  void startsAWorkerAnewThatWasKilled() {
    supervise(2, "exec sleep 60");
    SupervisedWorker before = first();
    SupervisedWorker other = supervisor.workers().get(1);

    Signal.KILL.sendTo(before.pid());

    await()
        .untilAsserted(
            () -> {
              assertThat(first().state()).isEqualTo(State.CLAIMING);
              assertThat(first().pid()).isNotEqualTo(before.pid());
            });
    assertThat(first().restarts()).isEqualTo(1);
    assertThat(supervisor.workers().get(1)).isEqualTo(other);
    assertThat(event(EventKind.WORKER_DIED).fields())
        .containsEntry("died_of", "killed by SIGKILL")
        .containsEntry("pid", before.pid());
  }

  @Test
  void givesUpAWorkerThatCannotStartAndTellsItsLastWords() throws InterruptedException {
    start(1, 2, new ProcessBuilder("sh", "-c", "seq 100 >&2; echo bad option >&2; exit 2"));

    await().atMost(PATIENCE).until(supervisor::hasGivenUp);

    assertThat(first().state()).isEqualTo(State.GAVE_UP);
    assertThat(events.recent().stream().filter(e -> e.kind() == EventKind.WORKER_STARTED))
        .hasSize(1 + 2);
    assertThat(events.recent().stream().filter(e -> e.kind() == EventKind.WORKER_START_FAILED))
        .hasSize(1 + 2)
        .allSatisfy(
            event ->
                assertThat(event.fields())
                    .containsEntry("died_of", "exit code 2")
                    .hasEntrySatisfying(
                        "last_lines",
                        lines -> assertThat(lines.toString()).endsWith("bad option]")));
    assertThat(supervisor.resume()).isTrue();
    await().atMost(PATIENCE).until(supervisor::hasGivenUp);
  }

  @Test
  void givesUpAProgramThatIsNotThere() {
    start(1, 2, new ProcessBuilder("/nonexistent/worker"));

    await().until(supervisor::hasGivenUp);
    assertThat(first().pid()).isZero();
  }

  @Test
  void asksWorkersToEndAndStartsNoOthers() throws InterruptedException {
    supervise(2, "exec sleep 60");
    List<SupervisedWorker> before = supervisor.workers();

    supervisor.stop(Duration.ofSeconds(10));

    assertThat(before).noneMatch(worker -> isAlive(worker.pid()));
    assertThat(supervisor.workers()).noneMatch(worker -> isAlive(worker.pid()));
  }

  @Test
  void killsWorkersThatDoNotEndInTimeStoppedOnesToo() throws InterruptedException {
    supervise(2, "trap '' TERM; while :; do sleep 1; done");
    List<SupervisedWorker> before = supervisor.workers();
    Signal.STOP.sendTo(before.get(1).pid());
    long start = System.nanoTime();

    supervisor.stop(Duration.ofMillis(300));

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(300), PATIENCE);
    assertThat(before).noneMatch(worker -> isAlive(worker.pid()));
  }

  @Test
  void replacesAWorkerThatIsStoppedBeforeItHasTheQueueOpen() {
    Path once = folder.resolve("once");
    String stopsOnce = "[ -e '" + once + "' ] || { echo $$ > '" + once + "'; kill -STOP $$; }; ";
    start(1, 100, new ProcessBuilder("sh", "-c", stopsOnce + WORKER + "exec sleep 60"));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(supervisor.workers())
                    .singleElement()
                    .extracting(SupervisedWorker::state)
                    .isEqualTo(State.CLAIMING));

    assertThat(isAlive(Long.parseLong(contentOf(once.toFile()).strip()))).isFalse();
    assertThat(event(EventKind.WORKER_REPLACED).fields().get("reason").toString())
        .contains("stopped by a signal");
  }

  @Test
  void replacesASpareThatIsStopped() {
    start(1, 1, 100, new ProcessBuilder("sh", "-c", WORKER + "exec sleep 60"));
    await().atMost(PATIENCE).until(() -> spare() != 0);
    long stopped = spare();

    Signal.STOP.sendTo(stopped);

    await().atMost(PATIENCE).until(() -> !isAlive(stopped) && spare() != 0);
    assertThat(spare()).isNotEqualTo(stopped);
    assertThat(first().state()).isEqualTo(State.CLAIMING);
    assertThat(first().restarts()).isZero();
  }

  private long spare() {
    return supervisor.workers().stream()
        .filter(worker -> worker.state() == State.SPARE)
        .mapToLong(SupervisedWorker::pid)
        .findFirst()
        .orElse(0);
  }

  @Test
  void keepsTheWorkersStdinOpen() {
    supervise(1, "cat; exit 9");

    SupervisedWorker before = first();
    await()
        .during(Duration.ofMillis(300))
        .untilAsserted(() -> assertThat(first()).isEqualTo(before));
  }
}
