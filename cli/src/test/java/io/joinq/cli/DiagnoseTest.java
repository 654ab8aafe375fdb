package io.joinq.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joinq.options.CommandRunner;
import io.joinq.process.JavaCommand;
import io.joinq.process.Signal;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.QueueStatus;
import io.joinq.queue.WorkerStatus;
import io.joinq.server.BlockedLoopServer;
import io.joinq.testing.ChildJvm;
import io.joinq.testing.SmallDisk;
import io.joinq.worker.BlockedHandlerWorker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Everything that docs/diagnosis.md names, brought about with real processes and real signals. What
 * freezes a server is asked of the server and of the command.
 */
@Timeout(180)
class DiagnoseTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path folder;
  private URI queue;

  @BeforeEach
  void nameTheQueue() {
    queue = URI.create("chronicle:" + folder.resolve("queue"));
  }

  /** A diagnosis as its readers see it. */
  private record Found(JsonNode json) {
    static Found of(byte[] text) throws IOException {
      return new Found(JSON.readTree(text));
    }

    String cause() {
      return json.path("cause").asText();
    }

    List<String> chain() {
      return words(json.path("chain"), "cause");
    }

    List<String> also() {
      return words(json.path("also"), "cause");
    }

    String summary() {
      return json.path("summary").asText();
    }

    private static List<String> words(JsonNode array, String member) {
      return StreamSupport.stream(array.spliterator(), false)
          .map(element -> element.path(member).asText())
          .toList();
    }

    @Override
    public String toString() {
      return json.toPrettyString();
    }
  }

  private static Found asked(ServerProcess server) throws IOException, InterruptedException {
    return Found.of(server.getAdmin("/diagnosis").body());
  }

  /** By the command, in a JVM of its own. */
  private Found told(int adminPort) throws IOException, InterruptedException {
    CommandRun run =
        CommandRun.of(
            "diagnose", "--json", "--queue", queue.toString(), "--admin-port", "" + adminPort);
    assertThat(run.exitCode()).as("%s", run).isZero();
    return Found.of(String.join("", run.out()).getBytes(UTF_8));
  }

  /** By the command, in this JVM, which has no server. */
  private Found toldHere(String... options) throws IOException {
    StringWriter out = new StringWriter();
    CommandLine command = CommandRunner.commandLine(new DiagnoseCommand(), Map.of());
    command.setOut(new PrintWriter(out));
    List<String> words = new ArrayList<>(List.of("--json", "--queue", queue.toString()));
    // Nobody may listen there.
    words.addAll(List.of("--admin-port", "1"));
    words.addAll(List.of(options));
    assertThat(command.execute(words.toArray(String[]::new))).isZero();
    return Found.of(out.toString().getBytes(UTF_8));
  }

  /** By the server and by the command, at the same time. */
  private List<Found> both(ServerProcess server) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> asked = server.getAdminLater("/diagnosis");
    Found told = toldHere("--admin-port", Integer.toString(server.adminPort()));
    return List.of(Found.of(asked.join().body()), told);
  }

  private static void awaitFrozen(ServerProcess server) {
    await("a frozen server")
        .atMost(PATIENCE)
        .until(() -> server.getAdmin("/livez").statusCode() == 503);
  }

  private JoinableQueue open(int capacity) {
    return JoinableQueue.open(QueueConfig.of(queue).withCapacity(capacity));
  }

  private QueueStatus status() {
    return JoinableQueue.inspect(queue);
  }

  private static void end(WorkerProcess worker) {
    Signal.KILL.sendTo(worker.pid());
    worker.process().onExit().join();
  }

  @Test
  void theIncidentIsThatTheOnlyWorkerWasKilled() throws Exception {
    try (WorkerProcess worker = WorkerProcess.start(queue);
        ServerProcess server = ServerProcess.start(queue, "--put", "blocking", "--no-supervise")) {
      end(worker);
      server.getUnanswered("/transcribe?block=true");
      server.getUnanswered("/transcribe?block=true");
      awaitFrozen(server);

      for (Found found : both(server)) {
        assertThat(found.chain())
            .as("%s", found)
            .containsExactly("loop_blocked_in_put", "queue_full", "worker_killed");
        assertThat(found.also()).containsExactly("workers_paused");
        assertThat(found.summary())
            .contains(
                "in JoinableQueue.put, called from GET /transcribe?block=true",
                "the queue is full, 1/1",
                "its only consumer, pid " + worker.pid() + ", was killed",
                "nobody will drain it: restart a worker");
        assertThat(found.json().path("stacks").toString()).contains("BlockingPut.put");
      }
      assertThat(told(server.adminPort()).cause()).isEqualTo("worker_killed");
      Signal.KILL.sendTo(server.pid());
      ProcessHandle.of(server.pid()).ifPresent(process -> process.onExit().join());
      Found gone = told(server.adminPort());
      assertThat(gone.chain()).as("%s", gone).containsExactly("queue_full", "worker_killed");
      assertThat(gone.summary()).contains("No server answers on 127.0.0.1:" + server.adminPort());
    }
  }

  @Test
  void aServerWhoseOnlyWorkerIsStoppedIsFrozenByThat() throws Exception {
    try (WorkerProcess worker = WorkerProcess.start(queue);
        ServerProcess server = ServerProcess.start(queue, "--put", "blocking", "--no-supervise")) {
      Signal.STOP.sendTo(worker.pid());
      server.get("/transcribe");
      server.getUnanswered("/transcribe");
      awaitFrozen(server);

      for (Found found : both(server)) {
        assertThat(found.chain())
            .as("%s", found)
            .containsExactly("loop_blocked_in_put", "queue_full", "worker_stopped");
        assertThat(found.summary()).contains("pid " + worker.pid(), "kill -CONT " + worker.pid());
      }
    }
  }

  @Test
  void aServerWhoseOnlyWorkerIsHungInAHandlerIsFrozenByThatAndTheStackIsShown() throws Exception {
    JavaCommand command =
        JavaCommand.of(BlockedHandlerWorker.class.getName()).withArguments(queue.toString());
    try (ChildJvm worker = ChildJvm.start(command);
        ServerProcess server = ServerProcess.start(queue, "--put", "blocking", "--no-supervise")) {
      server.get("/transcribe");
      await().atMost(PATIENCE).until(() -> status().inFlight() == 1);
      server.get("/transcribe");
      server.getUnanswered("/transcribe");
      awaitFrozen(server);
      Found early = toldHere("--window", "200ms", "--patience", "10m");
      assertThat(early.chain()).as("%s", early).containsExactly("queue_full", "worker_busy_long");
      assertThat(early.json().path("stacks").toString()).contains("awaitWhatNeverComes");
      await()
          .atMost(PATIENCE)
          .pollInterval(SECOND)
          .until(() -> asked(server).cause().equals("worker_hung"));

      for (Found found : both(server)) {
        assertThat(found.chain())
            .as("%s", found)
            .containsExactly("loop_blocked_in_put", "queue_full", "worker_hung");
        assertThat(found.summary())
            .contains("pid " + worker.pid(), "inside its handler with task-0");
        JsonNode stack = found.json().path("stacks").path(1);
        assertThat(stack.path("of").asText()).isEqualTo("worker 1, pid " + worker.pid());
        assertThat(stack.path("frames").toString())
            .contains("BlockedHandlerWorker.awaitWhatNeverComes(BlockedHandlerWorker.java:")
            .doesNotContain("TaskRunner");
      }
    }
  }

  @Test
  void aWorkerWhoseCommandNeverEndsIsHungAndTheCommandIsNamed() throws Exception {
    try (JoinableQueue q = open(1);
        WorkerProcess worker =
            WorkerProcess.start(queue, "--handler", "exec", "--exec", "sleep 1000")) {
      q.put(new byte[0]);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  status().workers().stream()
                      .anyMatch(w -> w.sinceProgress().compareTo(SECOND) > 0));

      Found found = toldHere("--patience", "1s");
      assertThat(found.cause()).as("%s", found).isEqualTo("worker_hung");
      assertThat(found.summary()).contains("pid " + worker.pid());
      assertThat(found.json().path("evidence").toString()).contains("sleep 1000");
      assertThat(found.json().path("stacks").toString()).contains("ExecHandler");
    }
  }

  @Test
  void pausedWorkersFreezeAServerThatBlocks() throws Exception {
    try (ServerProcess server = ServerProcess.start(queue, "--put", "blocking")) {
      server.getUnanswered("/transcribe?block=true");
      awaitFrozen(server);

      for (Found found : both(server)) {
        assertThat(found.chain())
            .as("%s", found)
            .containsExactly("loop_blocked_in_put", "queue_full", "workers_paused");
        assertThat(found.json().path("remedy").asText()).contains("POST /queue/resume");
      }
    }
  }

  @Test
  void workersThatAreKilledAgainAndAgainAreACrashLoop() throws Exception {
    try (ServerProcess server = ServerProcess.start(queue)) {
      for (int death = 1; death <= 3; death++) {
        WorkerStatus worker = awaitWorker();
        Signal.KILL.sendTo(worker.pid());
        await().atMost(PATIENCE).until(() -> !status().workers().contains(worker));
        await().atMost(PATIENCE).until(() -> isDead(worker.pid()));
      }
      for (Found found : both(server)) {
        assertThat(found.cause()).as("%s", found).isEqualTo("crash_loop");
      }
    }
  }

  private WorkerStatus awaitWorker() {
    return await()
        .atMost(PATIENCE)
        .until(() -> status().workers().stream().findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  private boolean isDead(long pid) {
    return status().deaths().stream().anyMatch(death -> death.pid() == pid);
  }

  @Test
  void aTaskThatKillsItsWorkersIsPoison() throws Exception {
    String kill = "sh -c 'kill -9 $PPID'";
    try (ServerProcess server = ServerProcess.start(queue, "--handler", "exec", "--exec", kill)) {
      server.get("/transcribe");
      await().atMost(PATIENCE).until(() -> status().dead() == 1);

      for (Found found : both(server)) {
        assertThat(found.cause()).as("%s", found).isEqualTo("poison_task");
        assertThat(found.summary()).contains("task-0 is poison", "3 workers died of it");
      }
    }
  }

  @Test
  void aTaskThatFailsAgainAndAgainIsPoison() throws Exception {
    try (JoinableQueue q = open(1);
        WorkerProcess worker = WorkerProcess.start(queue, "--handler", "exec", "--exec", "false")) {
      q.put(new byte[0]);
      await().atMost(PATIENCE).until(() -> status().dead() == 1);

      Found found = toldHere();
      assertThat(found.cause()).as("%s", found).isEqualTo("poison_task");
      assertThat(found.summary()).contains("its handler failed 3 times");
      assertThat(worker.process().isAlive()).isTrue();
    }
  }

  @Test
  void aProducerThatIsStoppedInsideAPutFreezesAServerThatBlocks() throws Exception {
    Path file = Files.write(folder.resolve("payload"), new byte[10]);
    JavaCommand put =
        JavaCommand.of(Joinq.class.getName())
            .withProperty("joinq.step", "PUT_RECORD_WRITTEN:STOP")
            .withArguments("put", "--queue", queue.toString(), file.toString());
    try (ServerProcess server = ServerProcess.start(queue, "--put", "blocking");
        ChildJvm producer = ChildJvm.start(put)) {
      await().atMost(PATIENCE).until(() -> status().stalledProducer().isPresent());
      server.getUnanswered("/transcribe");
      awaitFrozen(server);

      for (Found found : both(server)) {
        assertThat(found.chain())
            .as("%s", found)
            .containsExactly("loop_blocked_in_put", "producer_stopped");
        assertThat(found.summary())
            .contains("pid " + producer.pid() + ", was stopped inside a put");
      }
    }
  }

  @Test
  @EnabledIf(
      value = "io.joinq.testing.SmallDisk#canBeMounted",
      disabledReason = "only root can mount a small tmpfs")
  void aFullDiskIsNamed() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "4m")) {
      queue = URI.create("chronicle:" + disk.folder().resolve("queue"));
      try (WorkerProcess worker = WorkerProcess.start(queue)) {
        long free = disk.folder().toFile().getUsableSpace();
        Files.write(disk.folder().resolve("ballast"), new byte[(int) free - (256 << 10)]);

        Found found = toldHere();
        assertThat(found.cause()).as("%s", found).isEqualTo("disk_full");
        assertThat(found.summary()).contains("a put needs up to 524288", disk.folder().toString());
        assertThat(worker.process().isAlive()).isTrue();
      }
    }
  }

  @Test
  void aQueueThatIsFullWhileItsWorkerIsAtWorkIsTooSlow() throws Exception {
    try (JoinableQueue q = open(4);
        WorkerProcess worker = WorkerProcess.start(queue)) {
      Thread producer = new Thread(() -> putAlways(q), "producer");
      producer.start();
      await().atMost(PATIENCE).until(() -> status().completed() > 1 && q.isFull());

      // The worker may be ahead of the producer at one look of five.
      Found found = await().atMost(PATIENCE).until(() -> toldHere(), f -> f.chain().size() > 1);
      assertThat(found.chain()).as("%s", found).containsExactly("queue_full", "queue_too_slow");
      assertThat(found.json().path("claimed_per_second").asDouble()).isPositive();
      producer.interrupt();
      producer.join();
      assertThat(worker.process().isAlive()).isTrue();
    }
  }

  private static void putAlways(JoinableQueue q) {
    try {
      while (true) {
        q.put(new byte[0]);
      }
    } catch (InterruptedException e) {
      // The test is over.
    }
  }

  @Test
  void aLoopThatIsBlockedBySomethingElseThanAPutIsToldFromThat() throws Exception {
    try (ServerProcess server = ServerProcess.start(BlockedLoopServer.class, queue)) {
      server.tell("block");
      awaitFrozen(server);

      for (Found found : both(server)) {
        assertThat(found.chain()).as("%s", found).containsExactly("loop_blocked");
        assertThat(found.summary())
            .contains("BlockedLoopServer.computeReport", "called from GET /report");
      }
    }
  }

  @Test
  void allIsWellUntilTheServerIsStopped() throws Exception {
    try (ServerProcess server = ServerProcess.start(queue)) {
      for (Found found : both(server)) {
        assertThat(found.cause()).as("%s", found).isEqualTo("all_well");
        assertThat(found.json().path("healthy").asBoolean()).isTrue();
        assertThat(found.json().path("server").path("pid").asLong()).isEqualTo(server.pid());
      }
      Signal.STOP.sendTo(server.pid());

      Found found = told(server.adminPort());
      assertThat(found.chain()).as("%s", found).containsExactly("server_stopped");
      assertThat(found.summary()).contains("kill -CONT " + server.pid());
    }
  }

  @Test
  void workersThatEndWithTheirServerAreMissingBecauseThatIsGone() throws Exception {
    try (ServerProcess server = ServerProcess.start(queue)) {
      server.get("/transcribe");
      ProcessHandle worker = ProcessHandle.of(awaitWorker().pid()).orElseThrow();
      Signal.KILL.sendTo(server.pid());
      await().atMost(PATIENCE).until(() -> isDead(server.pid()) && !worker.isAlive());

      Found found = told(server.adminPort());
      assertThat(found.chain()).as("%s", found).endsWith("no_worker", "server_gone");
      assertThat(found.summary()).contains("pid " + server.pid(), "./run.sh server");
    }
  }

  @Test
  void withoutAQueueThereIsNothingToDiagnose() throws Exception {
    CommandRun run = CommandRun.of("diagnose", "--queue", queue.toString());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).hasSize(1);
  }

  @Test
  void peopleReadTheCauseFirst() throws Exception {
    open(1).close();
    CommandRun run = CommandRun.of("diagnose", "--queue", queue.toString(), "--admin-port", "1");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("cause: no_worker", "").contains("evidence");
  }
}
