package io.joinq.worker.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.joinq.queue.TaskId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@Timeout(60)
final class ExecHandlerTest {
  private static final int LIMIT = 16 << 20;

  @TempDir Path folder;

  private static Task task(byte[] payload) {
    return new Task(new TaskId(7), payload, 2, 40);
  }

  private static Task task(String payload) {
    return task(payload.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] run(String command, Task task) throws Exception {
    return run(command, task, LIMIT);
  }

  private static byte[] run(String command, Task task, int limit) throws Exception {
    try (ExecHandler handler =
        new ExecHandler(CommandTemplate.parse(command), limit, ExecLimits.NONE)) {
      return handler.handle(task);
    }
  }

  @Test
  void givesThePayloadOnStdinAndTakesTheResultFromStdout() throws Exception {
    assertThat(run("tr a-z A-Z", task("hello"))).asString().isEqualTo("HELLO");
  }

  @Test
  void givesThePayloadAsAFileWhereTheCommandNamesIt() throws Exception {
    String result =
        new String(
            run("sh -c 'cat \"$1\"; stat -c %a \"$1\"; cat; echo $1' - {payload}", task("hello\n")),
            StandardCharsets.UTF_8);

    assertThat(result.lines().limit(2)).containsExactly("hello", "600");
    assertThat(Path.of(result.lines().toList().get(2))).as("after the task").doesNotExist();
  }

  @Test
  void tellsTheCommandWhichTaskItHandles() throws Exception {
    assertThat(run("sh -c 'echo $JOINQ_TASK_ID $JOINQ_ATTEMPT'", task("")))
        .asString()
        .isEqualTo("task-7 2\n");
  }

  private static byte[] runWithin(ExecLimits limits, String command) throws Exception {
    try (ExecHandler handler = new ExecHandler(CommandTemplate.parse(command), LIMIT, limits)) {
      return handler.handle(task(""));
    }
  }

  @Test
  void endsACommandThatUsesMoreProcessorTimeThanItMayAndSaysSo() {
    ExecLimits oneSecond = ExecLimits.of(0, Duration.ofSeconds(1));

    assertThatThrownBy(() -> runWithin(oneSecond, "sh -c 'while :; do :; done'"))
        .isInstanceOf(FailedAttemptException.class)
        .hasMessage("exit code 152 (signal 24), over --exec-cpu 1s");
  }

  @Test
  void givesACommandNoMoreMemoryThanItMayHaveAndSaysSo() {
    ExecLimits small = ExecLimits.of(64L << 20, Duration.ZERO);

    assertThatThrownBy(() -> runWithin(small, "sh -c 'head -c 200m /dev/zero | tail -n 1'"))
        .isInstanceOf(FailedAttemptException.class)
        .hasMessageStartingWith("exit code 1, within --exec-memory 64MiB: tail: ");
  }

  @Test
  void runsNoShell() throws Exception {
    assertThat(run("echo $HOME ; `id` * | cat", task("")))
        .asString()
        .isEqualTo("$HOME ; `id` * | cat\n");
  }

  @Test
  void tenMegabytesPassBothWaysAtOnce() throws Exception {
    byte[] payload = new byte[10_000_000];
    new Random(1).nextBytes(payload);

    assertThat(run("cat", task(payload))).isEqualTo(payload);
    assertThat(run("cat {payload}", task(payload))).isEqualTo(payload);
  }

  @Test
  void muchOnStderrHoldsUpNothing() throws Exception {
    assertThat(run("sh -c 'head -c 10000000 /dev/zero >&2; cat'", task("in")))
        .asString()
        .isEqualTo("in");
  }

  @Test
  void aCommandNeedNotReadItsStdin() throws Exception {
    assertThat(run("echo done", task(new byte[10_000_000]))).asString().isEqualTo("done\n");
  }

  @Test
  void anEmptyPayloadAndAnEmptyResultAreFine() throws Exception {
    assertThat(run("cat", task(""))).isEmpty();
  }

  @Test
  void aNonZeroExitCodeFailsTheAttemptWithTheLastLineOfStderr() {
    assertThatThrownBy(() -> run("sh -c 'echo one >&2; echo two >&2; exit 3'", task("")))
        .isInstanceOf(FailedAttemptException.class)
        .hasMessage("exit code 3: two");
    assertThatThrownBy(() -> run("false", task("")))
        .isInstanceOf(FailedAttemptException.class)
        .hasMessage("exit code 1");
  }

  @Test
  void aLongStderrIsReadToItsEnd() {
    assertThatThrownBy(() -> run("sh -c 'seq 1 100000 >&2; exit 1'", task("")))
        .hasMessage("exit code 1: 100000");
    assertThatThrownBy(
            () -> run("sh -c 'head -c 9000 /dev/zero | tr \\\\0 x >&2; exit 1'", task("")))
        .hasMessage("exit code 1: " + "x".repeat(500));
  }

  @Test
  void namesTheSignalThatEndedACommand() {
    assertThatThrownBy(() -> run("sh -c 'kill -9 $$'", task("")))
        .isInstanceOf(FailedAttemptException.class)
        .hasMessage("exit code 137 (signal 9)");
  }

  @Test
  void aResultAtTheLimitPassesAndOneOverItFailsForGood() throws Exception {
    assertThat(run("head -c 1000 /dev/zero", task(""), 1000)).hasSize(1000);
    assertThatThrownBy(() -> run("head -c 1001 /dev/zero", task(""), 1000))
        .isInstanceOf(PermanentFailureException.class)
        .hasMessageContaining("more than the limit of 1000 bytes")
        .hasMessageContaining("--max-payload");
  }

  @Test
  void aCommandThatWritesForEverIsEndedAtTheLimit() {
    assertThatThrownBy(() -> run("cat /dev/zero", task(""), 1_000_000))
        .isInstanceOf(PermanentFailureException.class);
  }

  @Test
  void whatACommandLeavesRunningEndsWithIt() throws Exception {
    Path pid = folder.resolve("pid");

    byte[] result = run("sh -c 'sleep 100 & echo $! >" + pid + "; echo early'", task(""));

    assertThat(result).asString().isEqualTo("early\n");
    assertThat(isRunning(pidIn(pid))).isFalse();
  }

  @Test
  void aDaemonEndsWithTheCommandThatStartedIt() throws Exception {
    Path pid = folder.resolve("pid");
    String daemon = "setsid sh -c \"echo \\$\\$ >" + pid + "; exec sleep 104\" & ";
    String ready = "until [ -s " + pid + " ]; do sleep 0.01; done; ";

    byte[] result = run("sh -c '" + daemon + ready + "echo early'", task(""));

    assertThat(result).asString().isEqualTo("early\n");
    assertThat(isRunning(pidIn(pid))).isFalse();
  }

  @Test
  void anInterruptionKillsTheWholeTree() throws Exception {
    String child = "sleep 100 & echo $! >" + folder + "/child; ";
    String orphan = "(sleep 101 & echo $! >" + folder + "/orphan); ";
    String job = "set -m; sleep 102 & echo $! >" + folder + "/job; ";
    String grandchild = "sh -c \"sleep 103 & echo \\$! >" + folder + "/grandchild; wait\" & ";
    String daemon = "setsid sh -c \"echo \\$\\$ >" + folder + "/daemon; exec sleep 104\" & ";
    String ready =
        "until [ -s "
            + folder
            + "/grandchild ] && [ -s "
            + folder
            + "/daemon ]; do sleep 0.01; "
            + "done; ";
    String all =
        child + orphan + job + grandchild + daemon + ready + "touch " + folder + "/ready; wait";
    Started started = start("sh -c '" + all + "'");
    await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(folder.resolve("ready")));
    List<Long> pids =
        Stream.of("child", "orphan", "job", "grandchild", "daemon")
            .map(name -> pidIn(folder.resolve(name)))
            .toList();
    assertThat(pids).allMatch(ExecHandlerTest::isRunning);

    started.thread().interrupt();

    assertThat(started.failure()).isInstanceOf(InterruptedException.class);
    assertThat(pids).noneMatch(ExecHandlerTest::isRunning);
  }

  @Test
  void aStoppedCommandIsKilledToo() throws Exception {
    Path pid = folder.resolve("pid");
    Started started = start("sh -c 'echo $$ >" + pid + "; kill -STOP $$'");
    await().until(() -> Files.exists(pid) && !Files.readString(pid).isEmpty());
    await().until(() -> stateOf(pidIn(pid)).equals("T"));

    started.thread().interrupt();

    assertThat(started.failure()).isInstanceOf(InterruptedException.class);
    assertThat(isRunning(pidIn(pid))).isFalse();
  }

  @Test
  void manyTasksRunAtATime() throws Exception {
    try (ExecHandler handler =
        new ExecHandler(CommandTemplate.parse("cat"), LIMIT, ExecLimits.NONE)) {
      List<CompletableFuture<String>> results =
          Stream.iterate(0, i -> i + 1)
              .limit(8)
              .map(i -> CompletableFuture.supplyAsync(() -> handled(handler, "task " + i)))
              .toList();

      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).get()).isEqualTo("task " + i);
      }
    }
  }

  private static String handled(ExecHandler handler, String payload) {
    try {
      return new String(handler.handle(task(payload)), StandardCharsets.UTF_8);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** A command that runs in a thread of its own. */
  private record Started(Thread thread, AtomicReference<Throwable> outcome) {
    Throwable failure() throws InterruptedException {
      thread.join(20_000);
      return outcome.get();
    }
  }

  private static Started start(String command) {
    AtomicReference<Throwable> outcome = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                run(command, task(""));
              } catch (Throwable e) {
                outcome.set(e);
              }
            });
    thread.start();
    return new Started(thread, outcome);
  }

  private static long pidIn(Path file) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRunning(long pid) {
    return !List.of("", "Z", "X").contains(stateOf(pid));
  }

  private static String stateOf(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      int state = stat.lastIndexOf(')') + 2;
      return stat.substring(state, state + 1);
    } catch (IOException e) {
      return "";
    }
  }
}
