package io.joinq.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.options.ExitCode;
import io.joinq.os.Signal;
import io.joinq.queue.TaskId;
import io.joinq.queue.TaskState;
import io.joinq.testing.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Worker processes with a supervisor: they obey it, and end with it. */
final class SupervisedWorkerTest extends WorkerProcesses {
  private static final Duration LONGEST_ORPHAN = Duration.ofSeconds(5);

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
  void aSpareThatIsToldToEndClosesTheQueueAndExitsWithZero() {
    ChildJvm worker = supervised();
    worker.awaitLine("opened");

    worker.signal(Signal.TERM);

    assertThat(worker.awaitExit(Duration.ofSeconds(8))).isEqualTo(ExitCode.DONE);
  }
}
