package io.joinq.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.joinq.options.ExitCode;
import io.joinq.os.Signal;
import io.joinq.queue.Redelivery;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.queue.WorkerStatus;
import io.joinq.testing.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Worker processes under real signals. */
final class WorkerProcessTest extends WorkerProcesses {
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
}
