package io.joinq.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joinq.os.Signal;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueAdmin;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.WorkerIdentity;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that need no server, each in a JVM of its own, on a real queue. */
@Tag("process")
class QueueCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private URI queue;
  private String url;

  @BeforeEach
  void nameTheQueue() {
    queue = URI.create("chronicle:" + folder.resolve("queue"));
    url = queue.toString();
  }

  private JoinableQueue open(int capacity) {
    // A lease that is held here must outlast the start of a JVM on a busy machine.
    return JoinableQueue.open(
        QueueConfig.of(queue).withCapacity(capacity).withLeaseTimeout(Duration.ofMinutes(10)));
  }

  @Test
  void statusOfAQueueThatIsNotThereExitsWithThree() throws Exception {
    CommandRun run = CommandRun.of("status", "--queue", url);
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).hasSize(1);
    assertThat(run.err().get(0)).startsWith("status: ").contains(folder.toString());
    assertThat(folder.resolve("queue")).doesNotExist();
  }

  @Test
  void statusWritesTheJsonOfTheContract() throws Exception {
    try (JoinableQueue q = open(3)) {
      q.put("a".getBytes(UTF_8));
      q.put("b".getBytes(UTF_8));
      Lease taken = q.take();
      CommandRun run = CommandRun.of("status", "--json", "--queue", url);
      assertThat(run.exitCode()).isZero();
      JsonNode json = JSON.readTree(run.out().get(0));
      assertThat(json.fieldNames())
          .toIterable()
          .containsExactly(
              "queue",
              "capacity",
              "depth",
              "in_flight",
              "unfinished",
              "paused",
              "enqueued",
              "completed",
              "redelivered",
              "dead",
              "oldest_age_ms",
              "producers",
              "workers");
      assertThat(json.path("capacity").asInt()).isEqualTo(3);
      assertThat(json.path("depth").asInt()).isEqualTo(1);
      assertThat(json.path("in_flight").asInt()).isEqualTo(1);
      assertThat(json.path("unfinished").asInt()).isEqualTo(2);
      assertThat(json.path("producers").path(0).path("pid").asLong())
          .isEqualTo(ProcessHandle.current().pid());
      q.taskDone(taken);
    }
  }

  @Test
  void statusCheckExitsByTheWorkersProgress() throws Exception {
    try (WorkerProcess worker = WorkerProcess.start(queue)) {
      assertThat(status("--check").exitCode()).isZero();
      CommandRun other = status("--check", "--worker", "9");
      assertThat(other.exitCode()).isEqualTo(1);
      assertThat(other.out()).containsExactly("no worker 9 is alive");
      Signal.STOP.sendTo(worker.pid());
      CommandRun stopped = status("--check", "--worker", "1");
      assertThat(stopped.exitCode()).isEqualTo(1);
      assertThat(stopped.out()).containsExactly("worker 1 is stopped by a signal");
    }
    try (JoinableQueue q =
        JoinableQueue.open(QueueConfig.of(queue).withWorker(new WorkerIdentity(4, false, 0)))) {
      q.put("a".getBytes(UTF_8));
      Lease held = q.take();
      assertThat(status("--check", "--worker", "4").exitCode()).isZero();
      CommandRun stuck = status("--check", "--worker", "4", "--task-timeout", "1ms");
      assertThat(stuck.exitCode()).isEqualTo(1);
      assertThat(stuck.out().get(0)).startsWith("worker 4 has made no progress with its task for ");
      q.taskDone(held);
    }
  }

  @Test
  void statusShowsWhatAWorkerUsesThatNoServerKnows() throws Exception {
    try (WorkerProcess worker = WorkerProcess.start(queue)) {
      JsonNode json = JSON.readTree(status("--json").out().get(0)).path("workers").path(0);
      assertThat(json.path("pid").asLong()).isEqualTo(worker.pid());
      assertThat(json.path("rss_bytes").asLong()).isGreaterThan(16L << 20);
      assertThat(json.path("cpu_percent").isNumber()).as("%s", json).isTrue();
      assertThat(status().out())
          .anyMatch(
              line ->
                  line.matches(
                      "worker 1 .* by hand, memory [1-9][0-9]* MiB, cpu [0-9]+\\.[0-9] %"));
    }
  }

  private CommandRun status(String... options) throws Exception {
    List<String> words = List.of("status", "--queue", url, "--admin-port", "1");
    return CommandRun.of(Stream.concat(words.stream(), Stream.of(options)).toArray(String[]::new));
  }

  @Test
  void statusForPeopleSaysWhetherAServerAnswers() throws Exception {
    open(1).close();
    CommandRun run = status();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("depth       0 of 1", "server      none answers on 127.0.0.1:1");
  }

  @Test
  void putMakesATaskOfEachFile() throws Exception {
    Path first = Files.writeString(folder.resolve("first"), "one");
    Path second = Files.writeString(folder.resolve("second"), "two");
    try (JoinableQueue q = open(4)) {
      CommandRun run = CommandRun.of("put", "--queue", url, first.toString(), second.toString());
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).containsExactly("task-0", "task-1");
      assertThat(q.poll().orElseThrow().payload()).asString(UTF_8).isEqualTo("one");
      assertThat(q.poll().orElseThrow().payload()).asString(UTF_8).isEqualTo("two");
    }
  }

  @Test
  void putMakesOneTaskOfStdinOrOneOfEachLine() throws Exception {
    byte[] stdin = "x\ny\n".getBytes(UTF_8);
    try (JoinableQueue q = open(4)) {
      assertThat(CommandRun.of(Map.of("JOINQ_QUEUE", url), stdin, "put").out())
          .containsExactly("task-0");
      assertThat(CommandRun.of(Map.of(), stdin, "put", "--lines", "-", "--queue", url).out())
          .containsExactly("task-1", "task-2");
      assertThat(q.poll().orElseThrow().payload()).asString(UTF_8).isEqualTo("x\ny\n");
      assertThat(q.poll().orElseThrow().payload()).asString(UTF_8).isEqualTo("x");
    }
  }

  @Test
  void putOnAFullQueueExitsWithFourAndNamesTheFacts() throws Exception {
    try (JoinableQueue q = open(1)) {
      q.put(new byte[0]);
      CommandRun run = CommandRun.of("put", "--queue", url, "--timeout", "300ms");
      assertThat(run.exitCode()).isEqualTo(4);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).hasSize(1);
      assertThat(run.err().get(0))
          .contains("stdin was not put within 300ms", "depth=1 capacity=1", "workers=0")
          .contains("start one with ./run.sh worker");
    }
  }

  @Test
  void putOfAFileThatIsNotTherePutsNothing() throws Exception {
    Path there = Files.writeString(folder.resolve("there"), "x");
    try (JoinableQueue q = open(2)) {
      CommandRun run = CommandRun.of("put", "--queue", url, there.toString(), "/no/such/file");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).hasSize(1);
      assertThat(run.err().get(0)).contains("'/no/such/file'");
      assertThat(q.isEmpty()).isTrue();
    }
  }

  @Test
  void joinTimesOutWithFourAndListsWhatIsUnfinished() throws Exception {
    try (JoinableQueue q = open(2)) {
      q.put(new byte[0]);
      q.put(new byte[0]);
      Lease taken = q.take();
      CommandRun run = CommandRun.of("join", "--queue", url, "--timeout", "200ms");
      assertThat(run.exitCode()).isEqualTo(4);
      assertThat(run.err().get(0)).isEqualTo("join: 2 unfinished after 200ms");
      String pid = "(pid " + ProcessHandle.current().pid() + ")";
      assertThat(run.err())
          .anyMatch(line -> line.matches(" *task-0 running.*") && line.contains(pid));
      assertThat(run.err()).anyMatch(line -> line.matches(" *task-1 queued.*"));
      q.taskDone(taken);
    }
  }

  @Test
  void joinReturnsWhenWorkersHaveFinishedAll() throws Exception {
    try (WorkerProcess worker = WorkerProcess.start(queue)) {
      assertThat(worker.process().isAlive()).isTrue();
      assertThat(CommandRun.of("put", "--queue", url, "-").exitCode()).isZero();
      CommandRun run = CommandRun.of("join", "--queue", url, "--timeout", "30s");
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).containsExactly("joined: nothing is unfinished");
      assertThat(QueueAdmin.inspect(queue).completed()).isEqualTo(1);
    }
  }

  @Test
  void joinOfAQueueThatIsNotThereDoesNotCreateIt() throws Exception {
    assertThat(CommandRun.of("join", "--queue", url).exitCode()).isEqualTo(3);
    assertThat(folder.resolve("queue")).doesNotExist();
  }

  @Test
  void killWorkerKillsTheLowestWorkerAndNoOther() throws Exception {
    try (WorkerProcess first = WorkerProcess.start(queue);
        WorkerProcess second = WorkerProcess.start(queue)) {
      CommandRun run = CommandRun.of("kill-worker", "--queue", url);
      assertThat(run.exitCode()).isZero();
      assertThat(run.out().get(0)).startsWith("sent KILL to worker 1 (pid " + first.pid() + ")");
      assertThat(first.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(first.process().exitValue()).isEqualTo(128 + 9);
      assertThat(second.process().isAlive()).isTrue();
    }
  }

  @Test
  void killWorkerStopsAndContinuesTheOneThatIsNamed() throws Exception {
    try (WorkerProcess worker = WorkerProcess.start(queue, "--worker", "3")) {
      List<String> target = List.of("--queue", url, "--worker", "3", "--signal");
      assertThat(killWorker(target, "stop").exitCode()).isZero();
      awaitState(worker.pid(), 'T');
      assertThat(killWorker(target, "CONT").exitCode()).isZero();
      awaitState(worker.pid(), 'S');
      assertThat(killWorker(target, "TERM").exitCode()).isZero();
      assertThat(worker.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.process().exitValue()).isZero();
    }
  }

  private static CommandRun killWorker(List<String> target, String signal) throws Exception {
    String[] words =
        Stream.of(List.of("kill-worker"), target, List.of(signal))
            .flatMap(List::stream)
            .toArray(String[]::new);
    return CommandRun.of(words);
  }

  /** The state of a process as the kernel tells it: T is stopped, S sleeps. */
  private static void awaitState(long pid, char state) {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> Files.readString(stat).replaceFirst(".*\\) ", "").charAt(0) == state);
  }

  @Test
  void killWorkerWithoutOneFailsAndSaysSo() throws Exception {
    open(1).close();
    CommandRun run = CommandRun.of("kill-worker", "--queue", url);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).hasSize(1);
    assertThat(run.err().get(0)).contains("no worker is alive", "./run.sh worker");
  }

  @Test
  void killWorkerNamesTheWorkersThereAre() throws Exception {
    try (WorkerProcess worker = WorkerProcess.start(queue, "--worker", "3")) {
      CommandRun run = CommandRun.of("kill-worker", "--queue", url, "--worker", "5");
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err().get(0)).contains("no worker 5 is alive", "alive: 3");
      assertThat(worker.process().isAlive()).isTrue();
    }
  }

  @Test
  void verifyFindsDamageAndRepairMendsIt() throws Exception {
    try (JoinableQueue q = open(3)) {
      q.put("a".getBytes(UTF_8));
      q.put("b".getBytes(UTF_8));
      CommandRun whileOpen = CommandRun.of("queue", "repair", "--queue", url);
      assertThat(whileOpen.exitCode()).isEqualTo(3);
      assertThat(whileOpen.err().get(0)).contains("" + ProcessHandle.current().pid());
    }
    assertThat(CommandRun.of("queue", "verify", "--queue", url).exitCode()).isZero();
    Files.delete(folder.resolve("queue/control"));
    CommandRun verify = CommandRun.of("queue", "verify", "--queue", url);
    assertThat(verify.exitCode()).isEqualTo(1);
    assertThat(verify.out()).singleElement().asString().contains("control: is missing");
    CommandRun without = CommandRun.of("queue", "repair", "--queue", url);
    assertThat(without.exitCode()).isEqualTo(3);
    assertThat(without.err().get(0)).contains("--capacity N");
    CommandRun repair = CommandRun.of("queue", "repair", "--capacity", "3", "--queue", url);
    assertThat(repair.exitCode()).isZero();
    assertThat(String.join(" ", repair.out())).contains("2 are delivered again");
    try (JoinableQueue q = open(3)) {
      assertThat(q.take().payload()).asString(UTF_8).isEqualTo("a");
      assertThat(q.take().payload()).asString(UTF_8).isEqualTo("b");
    }
  }
}
