package io.joinq.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joinq.options.CommandRunner;
import io.joinq.queue.JoinResult;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.Lease;
import io.joinq.queue.QueueConfig;
import io.joinq.queue.TaskId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dead-letters command, on a real queue whose tasks failed in every way there is. */
@Tag("process")
class DeadLettersCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private URI queue;

  @BeforeEach
  void nameTheQueue() {
    queue = URI.create("chronicle:" + folder.resolve("queue"));
  }

  private QueueConfig config(int maxAttempts) {
    return QueueConfig.of(queue).withCapacity(2).withMaxAttempts(maxAttempts);
  }

  private CommandRun deadLetters(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        CommandRunner.commandLine(new DeadLettersCommand(), Map.of())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(withQueue(words));
    return new CommandRun(
        exitCode, out.toString().lines().toList(), err.toString().lines().toList());
  }

  private CommandRun inProcessOfItsOwn(String... words) throws Exception {
    return CommandRun.of(withQueue(words));
  }

  private String[] withQueue(String... words) {
    return Stream.concat(Stream.of(words), Stream.of("--queue", queue.toString()))
        .toArray(String[]::new);
  }

  private static TaskId bury(JoinableQueue q, byte[] payload, String reason) throws Exception {
    TaskId id = q.put(payload);
    q.take().retry(reason);
    return id;
  }

  @Test
  void everyCauseOfATaskThatWasGivenUpIsRecordedAndShown() throws Exception {
    try (JoinableQueue q = JoinableQueue.open(config(3).withLeaseTimeout(Duration.ofSeconds(1)))) {
      long killed = workerThatIsKilledByItsTask(q, "poison");
      TaskId id = TaskId.parse("task-0");
      Lease handedBack = q.poll(PATIENCE).orElseThrow();
      assertThat(handedBack.attempts()).isEqualTo(2);
      handedBack.release();
      assertThat(q.poll(PATIENCE).orElseThrow().attempts()).isEqualTo(2);
      // Not renewed: it comes back when its time is over.
      Lease last = q.poll(PATIENCE).orElseThrow();
      assertThat(last.attempts()).isEqualTo(3);
      assertThat(q.admin().deadLetters().list()).isEmpty();
      last.retry("no luck");

      assertThat(q.join(PATIENCE)).isEqualTo(JoinResult.JOINED);
      List<String> shown = deadLetters("show", id.toString()).out();
      assertThat(shown).contains("attempts    3", "payload     6 bytes", "  poison");
      assertThat(shown)
          .filteredOn(line -> line.startsWith("attempt "))
          .satisfiesExactly(
              line -> assertThat(line).startsWith("attempt 1   worker died").contains("" + killed),
              line -> assertThat(line).startsWith("attempt 2   released, pid"),
              line -> assertThat(line).startsWith("attempt 2   lease expired, pid"),
              line -> assertThat(line).startsWith("attempt 3   handler failed (no luck), pid"));
    }
  }

  /** It is there before its task, or it would be gone before anybody had seen it. */
  private long workerThatIsKilledByItsTask(JoinableQueue q, String payload) throws Exception {
    try (WorkerProcess worker =
        WorkerProcess.start(queue, "--handler", "exec", "--exec", "sh -c 'kill -9 $PPID'")) {
      q.put(payload.getBytes(UTF_8));
      assertThat(worker.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return worker.pid();
    }
  }

  @Test
  void theListHasTheTasksOfTheContract() throws Exception {
    try (JoinableQueue q = JoinableQueue.open(config(1))) {
      bury(q, new byte[] {0, 1}, "one\u001b[2J");
      bury(q, "two".getBytes(UTF_8), "other");
    }
    assertThat(deadLetters("list").out())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .matches("task-0 +dead since .* after 1 attempt; last cause: handler failed.*")
                    .contains("(one?[2J)"),
            line -> assertThat(line).startsWith("task-1 ").contains("(other)"));
    JsonNode json = JSON.readTree(inProcessOfItsOwn("dead-letters", "--json").out().get(0));
    assertThat(json).hasSize(2);
    assertThat(json.get(0).fieldNames())
        .toIterable()
        .containsExactly(
            "task_id",
            "state",
            "attempts",
            "enqueued_at",
            "started_at",
            "finished_at",
            "worker",
            "causes");
    assertThat(json.get(0).get("state").asText()).isEqualTo("dead");
    assertThat(json.get(1).at("/causes/0/cause").asText()).isEqualTo("handler_failed");
    JsonNode shown = JSON.readTree(deadLetters("show", "0", "--json").out().get(0));
    assertThat(shown.at("/payload/hex").asText()).isEqualTo("0001");
    assertThat(shown.at("/payload/bytes").asInt()).isEqualTo(2);
  }

  @Test
  void thePayloadIsWrittenAsItWasPut() throws Exception {
    String large = "many words\n".repeat(10_000);
    try (JoinableQueue q = JoinableQueue.open(config(1))) {
      bury(q, large.getBytes(UTF_8), "no");
    }
    assertThat(inProcessOfItsOwn("dead-letters", "show", "task-0", "--payload").out())
        .hasSize(10_000)
        .containsOnly("many words");
    assertThat(deadLetters("show", "task-0").out())
        .contains("payload     110,000 bytes, the first 1024; --payload writes all of them");
  }

  @Test
  void requeuePutsATaskAnewWithAllItsAttempts() throws Exception {
    try (JoinableQueue q = JoinableQueue.open(config(1))) {
      TaskId dead = bury(q, "again".getBytes(UTF_8), "no");
      CommandRun run = deadLetters("requeue", dead.toString());
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).containsExactly("task-0 was put again as task-1");
      Lease lease = q.poll().orElseThrow();
      assertThat(lease.taskId()).isEqualTo(new TaskId(1));
      assertThat(lease.attempts()).isEqualTo(1);
      assertThat(lease.payload()).asString(UTF_8).isEqualTo("again");
      q.taskDone(lease);
      assertThat(q.admin().deadLetters().list()).isEmpty();
    }
  }

  @Test
  void requeueIntoAFullQueueExitsWithFourAndKeepsTheDeadLetter() throws Exception {
    try (JoinableQueue q = JoinableQueue.open(config(1))) {
      TaskId dead = bury(q, new byte[0], "no");
      q.put(new byte[1]);
      q.put(new byte[1]);
      CommandRun run = deadLetters("requeue", "task-0", "--timeout", "200ms");
      assertThat(run.exitCode()).isEqualTo(4);
      assertThat(run.err())
          .singleElement()
          .asString()
          .contains("task-0 is still a dead letter: nothing was put within 200ms")
          .contains("depth=2 capacity=2", "start one with ./run.sh worker");
      assertThat(q.admin().deadLetters().find(dead)).isPresent();
    }
  }

  @Test
  void purgeRemovesAllAndSaysHowMany() throws Exception {
    try (JoinableQueue q = JoinableQueue.open(config(1))) {
      bury(q, new byte[0], "no");
      bury(q, new byte[0], "no");
      assertThat(deadLetters("purge").out()).containsExactly("2 dead letters removed");
      assertThat(q.admin().deadLetters().list()).isEmpty();
      assertThat(q.admin().status().dead()).isZero();
    }
  }

  @Test
  void whatIsNotThereIsNamedWithWhatToDo() {
    CommandRun noQueue = deadLetters("list");
    assertThat(noQueue.exitCode()).isEqualTo(3);
    assertThat(folder.resolve("queue")).doesNotExist();
    JoinableQueue.open(config(1)).close();
    assertThat(deadLetters("list").out()).containsExactly("no dead letters");
    CommandRun noLetter = deadLetters("requeue", "task-9");
    assertThat(noLetter.exitCode()).isEqualTo(1);
    assertThat(noLetter.err())
        .singleElement()
        .asString()
        .contains("no dead letter task-9", "dead-letters list");
    CommandRun noId = deadLetters("show", "nine");
    assertThat(noId.exitCode()).isEqualTo(2);
    assertThat(noId.err().get(0)).contains("'nine'", "task-17");
  }
}
