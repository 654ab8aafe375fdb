package io.joinq.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.joinq.options.ExitCode;
import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.TaskStatus;
import io.joinq.queue.WorkerStatus;
import io.joinq.testing.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Worker processes under real signals. */
@Tag("process")
@Timeout(120)
final class WorkerProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LONGEST_ORPHAN = Duration.ofSeconds(5);

  @TempDir Path folder;

  private final List<ChildJvm> workers = new ArrayList<>();
  private JoinableQueue queue;

  @BeforeEach
  void openQueue() {
    queue =
        JoinableQueue.open(
            QueueConfig.of(url()).withCapacity(8).withLeaseTimeout(Duration.ofSeconds(1)));
  }

  @AfterEach
  void endAll() {
    workers.forEach(ChildJvm::close);
    queue.close();
  }

  private String url() {
    return "chronicle:" + folder.resolve("queue");
  }

  private ChildJvm worker(String... arguments) {
    ChildJvm worker =
        ChildJvm.start(
            JavaCommand.of(WorkerMain.class.getName())
                .withArguments("--queue", url(), "--lease-timeout", "1s")
                .withArguments(arguments));
    workers.add(worker);
    return worker;
  }

  /** A worker whose command says its pid in a file, and waits for the file {@code go}. */
  private ChildJvm waitingWorker(String... arguments) {
    String command =
        "sh -c 'echo $$ >"
            + folder
            + "/pid.$JOINQ_ATTEMPT; until [ -e "
            + folder
            + "/go ]; do sleep 0.02; done; echo by $PPID'";
    List<String> all = new ArrayList<>(List.of("--handler", "exec", "--exec", command));
    all.addAll(List.of(arguments));
    return worker(all.toArray(String[]::new));
  }

  /** Waits until the command of this attempt runs, and returns its pid. */
  private long commandOfAttempt(int attempt) {
    Path file = folder.resolve("pid." + attempt);
    await().atMost(PATIENCE).until(() -> Files.exists(file) && Files.size(file) > 0);
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void go() throws IOException {
    Files.createFile(folder.resolve("go"));
  }

  private TaskId put() throws InterruptedException {
    return queue.put("payload".getBytes(UTF_8));
  }

  private TaskStatus status(TaskId id) {
    return queue.admin().task(id).orElseThrow();
  }

  private void join() throws InterruptedException {
    assertThat(queue.join(PATIENCE)).isEqualTo(JoinResult.JOINED);
  }

  private String result(TaskId id) {
    return new String(queue.admin().result(id).orElseThrow(), UTF_8).strip();
  }

  @Test
  void simulatesAndTellsOfItself() throws Exception {
    ChildJvm worker = worker("--worker", "3", "--threads", "2");
    worker.awaitErrorLine("worker 3 started: pid " + worker.pid());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(queue.admin().status().workers())
                    .extracting(WorkerStatus::worker, WorkerStatus::pid)
                    .containsExactly(tuple(3, worker.pid())));

    TaskId id = put();
    join();

    assertThat(result(id)).isEqualTo("simulated work on task-0, 7 bytes");
    assertThat(status(id).worker()).hasValue(3);
    worker.awaitErrorLine("task-0 done in ");
    assertThat(worker.stdout()).isEmpty();
  }

  @Test
  void theTaskOfAKilledWorkerGoesToAnotherAndItsCommandDies() throws Exception {
    ChildJvm victim = waitingWorker();
    TaskId id = put();
    long command = commandOfAttempt(1);

    victim.signal(Signal.KILL);

    ChildJvm heir = waitingWorker();
    commandOfAttempt(2);
    await().atMost(PATIENCE).until(() -> !isRunning(command));
    go();
    join();
    assertThat(result(id)).isEqualTo("by " + heir.pid());
    assertThat(status(id).causes())
        .singleElement()
        .satisfies(
            cause -> {
              assertThat(cause.cause()).isEqualTo(Redelivery.Cause.WORKER_DIED);
              assertThat(cause.pid()).isEqualTo(victim.pid());
            });
  }

  @Test
  void aStoppedWorkerLosesItsTaskAndItsLateEndIsRejected() throws Exception {
    ChildJvm stopped = waitingWorker();
    TaskId id = put();
    commandOfAttempt(1);

    stopped.signal(Signal.STOP);
    ChildJvm heir = waitingWorker();
    commandOfAttempt(2);
    go();
    join();
    stopped.signal(Signal.CONT);

    stopped.awaitErrorLine("task-0 lost after ");
    assertThat(result(id)).isEqualTo("by " + heir.pid());
    assertThat(status(id).attempts()).isEqualTo(2);
    TaskId next = put();
    join();
    assertThat(status(next).state()).isEqualTo(TaskState.DONE);
  }

  @Test
  void termLetsTheRunningTaskFinishAndExitsWithZero() throws Exception {
    ChildJvm worker = waitingWorker("--grace", "30s");
    TaskId running = put();
    commandOfAttempt(1);
    TaskId queued = put();

    worker.signal(Signal.TERM);
    worker.awaitErrorLine("draining, 30000 ms of grace");
    go();

    assertThat(worker.awaitExit()).isEqualTo(ExitCode.DONE);
    assertThat(worker.stderr()).last().asString().contains("drained");
    assertThat(status(running).state()).isEqualTo(TaskState.DONE);
    assertThat(status(queued).state()).isEqualTo(TaskState.QUEUED);
  }

  @Test
  void termHandsBackWhatDoesNotFinishInTimeAndLeavesNoProcess() throws Exception {
    ChildJvm worker = waitingWorker("--grace", "100ms");
    TaskId id = put();
    long command = commandOfAttempt(1);

    worker.signal(Signal.TERM);

    assertThat(worker.awaitExit(Duration.ofSeconds(8))).isEqualTo(ExitCode.DONE);
    assertThat(isRunning(command)).isFalse();
    assertThat(status(id).state()).isEqualTo(TaskState.QUEUED);
    assertThat(status(id).attempts()).isZero();
    assertThat(status(id).causes())
        .extracting(Redelivery::cause)
        .containsExactly(Redelivery.Cause.RELEASED);
  }

  @Test
  void anIdleWorkerDrainsAtOnce() {
    ChildJvm worker = worker("--grace", "1h");
    worker.awaitErrorLine("started");

    worker.signal(Signal.TERM);

    assertThat(worker.awaitExit(Duration.ofSeconds(8))).isEqualTo(ExitCode.DONE);
  }

  /** As a supervisor starts it. */
  private ChildJvm supervised(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--supervised", "--with-parent", "--restarts", "5"));
    all.addAll(List.of(arguments));
    return worker(all.toArray(String[]::new));
  }

  @Test
  void aSupervisedWorkerClaimsNothingUntilItIsTold() throws Exception {
    ChildJvm worker = supervised("--worker", "2", "--spare");
    worker.awaitLine("opened");
    TaskId id = put();
    assertThat(queue.admin().status().workers()).isEmpty();
    assertThat(queue.admin().hasLiveConsumer()).isFalse();

    worker.send("claim");

    worker.awaitLine("claiming");
    join();
    assertThat(status(id).worker()).hasValue(2);
  }

  @Test
  void aWorkerWhoseSupervisorIsGoneEnds() {
    ChildJvm worker = supervised("--worker", "2");
    worker.send("claim");
    worker.awaitErrorLine("worker 2 started");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(queue.admin().status().workers())
                    .singleElement()
                    .satisfies(
                        status -> {
                          assertThat(status.supervised()).isTrue();
                          assertThat(status.restarts()).isEqualTo(5);
                        }));

    worker.closeStdin();

    assertThat(worker.awaitExit(Duration.ofSeconds(8))).isEqualTo(ExitCode.DONE);
    assertThat(worker.stderr()).anyMatch(line -> line.contains("is gone; draining"));
  }

  @Test
  void aWorkerThatOnlyStartsEndsToo() {
    ChildJvm worker = supervised(handler(OddHandlers.SlowToLoad.class));
    worker.awaitErrorLine("loads for ever");

    worker.closeStdin();

    assertThat(worker.awaitExit(LONGEST_ORPHAN)).isEqualTo(ExitCode.DONE);
  }

  @Test
  void anOrphanWhoseHandlerHeedsNothingEndsToo() throws Exception {
    ChildJvm worker = supervised(handler(OddHandlers.Uninterruptible.class));
    worker.send("claim");
    TaskId id = put();
    await().atMost(PATIENCE).until(() -> status(id).state() == TaskState.RUNNING);

    worker.closeStdin();

    worker.awaitExit(LONGEST_ORPHAN);
    assertThat(status(id).attempts()).as("handed back unharmed").isZero();
  }

  @Test
  void anOrphanTakesItsCommandWithIt() throws Exception {
    List<String> options =
        List.of("--handler", "exec", "--exec", "sh -c 'echo $$ >" + folder + "/pid.1; sleep 600'");
    ChildJvm worker = supervised(options.toArray(String[]::new));
    worker.send("claim");
    put();
    long command = commandOfAttempt(1);

    worker.closeStdin();

    worker.awaitExit(LONGEST_ORPHAN);
    assertThat(isRunning(command)).isFalse();
  }

  @Test
  void whatAHandlerWritesToStdoutDoesNotReachTheSupervisor() throws Exception {
    ChildJvm worker = supervised(handler(OddHandlers.Talkative.class));
    worker.awaitLine("opened");
    worker.send("claim");
    worker.awaitLine("claiming");
    put();
    join();

    worker.awaitErrorLine("handling");
    assertThat(worker.stdout()).containsExactly("opened", "claiming");
  }

  @Test
  void aWorkerThatLostItsLeaseAndWhoseHandlerHeedsNothingWritesItsThreadAndEnds() throws Exception {
    ChildJvm stopped = worker(handler(OddHandlers.Uninterruptible.class));
    TaskId id = put();
    await().atMost(PATIENCE).until(() -> status(id).state() == TaskState.RUNNING);

    stopped.signal(Signal.STOP);
    worker(handler(OddHandlers.Uninterruptible.class));
    join();
    stopped.signal(Signal.CONT);

    assertThat(stopped.awaitExit()).isEqualTo(ExitCode.FAILED);
    assertThat(stopped.stderr())
        .anyMatch(line -> line.contains("the handler of task-0") && line.contains("is lost"))
        .anyMatch(line -> line.contains("OddHandlers.awaitForEver"));
    assertThat(status(id).attempts()).isEqualTo(2);
    assertThat(queue.admin().hasLiveConsumer()).as("the other one").isTrue();
  }

  private static String[] handler(Class<?> handlerClass) {
    return new String[] {"--handler", "java", "--handler-class", handlerClass.getName()};
  }

  @Test
  void aSpareThatIsToldToEndClosesTheQueueAndExitsWithZero() {
    ChildJvm worker = supervised();
    worker.awaitLine("opened");

    worker.signal(Signal.TERM);

    assertThat(worker.awaitExit(Duration.ofSeconds(8))).isEqualTo(ExitCode.DONE);
  }

  @Test
  void endsWhenTheQueueIsShutDown() {
    ChildJvm worker = worker();
    worker.awaitErrorLine("started");

    queue.shutdown();

    assertThat(worker.awaitExit()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void aQueueThatCannotBeOpenedIsOneLineAndItsExitCode() throws Exception {
    Path file = Files.createFile(folder.resolve("no-folder"));
    ChildJvm worker = worker("--queue", "chronicle:" + file);

    assertThat(worker.awaitExit()).isEqualTo(ExitCode.QUEUE_CANNOT_BE_OPENED);
    assertThat(worker.stderr()).singleElement().asString().startsWith("worker: ");
  }

  @Test
  void anEngineThatIsNotThereIsAUsageError() {
    ChildJvm worker = worker("--queue", "nosuch:place");

    assertThat(worker.awaitExit()).isEqualTo(ExitCode.USAGE);
    assertThat(worker.stderr()).first().asString().contains("no engine for queue 'nosuch:place'");
  }

  @Test
  void refusesToStartWithACommandThatIsNotThere() {
    ChildJvm worker = worker("--handler", "exec", "--exec", "no-such-command --now");

    assertThat(worker.awaitExit()).isEqualTo(ExitCode.USAGE);
    assertThat(worker.stderr())
        .first()
        .asString()
        .contains("there is no program 'no-such-command'", "install it, or give its path");
  }

  private static boolean isRunning(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }
}
