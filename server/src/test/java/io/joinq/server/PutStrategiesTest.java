package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.joinq.os.Signal;
import io.joinq.process.JavaCommand;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.QueueConfig;
import io.joinq.server.TestServer.Answer;
import io.joinq.testing.ChildJvm;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The incident and its remedies, over HTTP, with a worker that is a process. */
@Tag("process")
@Timeout(120)
class PutStrategiesTest {
  @TempDir private Path folder;

  private static void assertHangs(TestServer server, String path) {
    assertThatThrownBy(
            () ->
                server.send(HttpRequest.newBuilder(server.publicUri(path)), Duration.ofMillis(700)))
        .hasCauseInstanceOf(HttpTimeoutException.class);
  }

  private static void assertFull(Answer answer) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(503);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 60);
    assertThat(answer.member("type")).isEqualTo("queue-full");
    assertThat(answer.json().path("capacity").asInt()).isEqualTo(1);
    assertThat(answer.json().path("depth").asInt()).isEqualTo(1);
    assertThat(answer.member("queue")).startsWith("chronicle:");
  }

  @Test
  void blockingPutWedgesTheLoopAndTheAdminListenerTellsSo() throws Exception {
    try (TestServer server = TestServer.start(folder, "--put", "blocking").awaitReady()) {
      assertThat(server.get("/transcribe").text())
          .contains("\"task_id\":\"task-0\"", "\"status\":\"enqueued\"");
      assertThat(server.get("/transcribe").member("task_id")).isEqualTo("task-1");

      CompletableFuture<Answer> wedged = server.getLater("/transcribe?block=true");
      await().until(() -> server.getAdmin("/livez").status() == 503);
      assertHangs(server, "/healthz");
      assertHangs(server, "/tasks/task-0");

      Answer livez = server.getAdmin("/livez");
      assertThat(livez.member("type")).isEqualTo("loop-stalled");
      assertThat(livez.member("title")).isEqualTo("The event loop is stalled");
      assertThat(livez.member("detail")).contains("the event loop");
      assertThat(livez.member("handler")).isEqualTo("GET /transcribe?block=true");
      assertThat(livez.json().path("stalled_ms").asLong()).isGreaterThan(1_000);
      assertThat(livez.json().path("stack").toString())
          .contains("BlockingPut.put", "Queue.put", "EventLoop.run");
      Answer readyz = server.getAdmin("/readyz");
      assertThat(readyz.status()).isEqualTo(503);
      assertThat(readyz.json().path("reasons").toString()).contains("loop-stalled", "queue-full");
      assertThat(server.getAdmin("/queue").json().path("paused").asBoolean()).isTrue();
      assertThat(wedged).isNotDone();

      // Only somebody who takes a task frees the loop.
      assertThat(server.postAdmin("/queue/resume").status()).isEqualTo(200);
      assertThat(wedged.get(20, TimeUnit.SECONDS).member("status")).isEqualTo("enqueued");
      assertThat(server.get("/healthz").text()).isEqualTo("{\"status\":\"ok\"}");
      await().until(() -> server.getAdmin("/livez").status() == 200);
    }
  }

  @Test
  void timedPutStallsTheLoopForItsTimeoutAndNoLonger() throws Exception {
    try (TestServer server =
        TestServer.start(folder, "--put", "timed", "--put-timeout", "2s").awaitReady()) {
      CompletableFuture<Answer> full = server.getLater("/transcribe?block=true");
      await().until(() -> server.getAdmin("/queue").json().path("depth").asInt() == 1);
      Answer healthz = server.get("/healthz");

      assertFull(full.get(20, TimeUnit.SECONDS));
      Duration latest = Duration.ofMillis(2_000 + 1_500);
      assertThat(full.get().took()).isBetween(Duration.ofSeconds(2), latest);
      assertThat(healthz.status()).isEqualTo(200);
      assertThat(healthz.took()).isBetween(Duration.ofMillis(200), latest);
      assertThat(server.get("/transcribe").member("status")).isEqualTo("enqueued");
    }
  }

  @Test
  void asyncPutLeavesTheLoopFree() throws Exception {
    try (TestServer server =
        TestServer.start(folder, "--put", "async", "--put-timeout", "2s").awaitReady()) {
      CompletableFuture<Answer> full = server.getLater("/transcribe?block=true");
      Duration slowest = Duration.ZERO;
      int answers = 0;
      for (; !full.isDone(); answers++) {
        Answer healthz = server.get("/healthz");
        assertThat(healthz.status()).isEqualTo(200);
        slowest = healthz.took().compareTo(slowest) > 0 ? healthz.took() : slowest;
      }

      assertFull(full.get());
      assertThat(full.get().took()).isBetween(Duration.ofSeconds(2), Duration.ofMillis(3_500));
      assertThat(answers).isGreaterThan(50);
      assertThat(slowest).isLessThan(Duration.ofSeconds(1));
      assertThat(server.get("/transcribe").member("status")).isEqualTo("enqueued");
    }
  }

  @Test
  void saysAtOnceThatThereIsNobodyToTakeATask() {
    try (TestServer server =
        TestServer.start(folder, "--no-supervise", "--put", "timed", "--put-timeout", "20s")) {
      Answer answer = server.get("/transcribe");

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.member("type")).isEqualTo("no-consumer");
      assertThat(answer.header("Retry-After")).isNotNull();
      assertThat(server.get("/transcribe").took()).isLessThan(Duration.ofSeconds(2));
      assertThat(server.getAdmin("/queue").json().path("enqueued").asInt()).isZero();
      assertThat(server.getAdmin("/readyz").json().path("reasons").toString())
          .isEqualTo("[\"no-consumer\"]");
    }
  }

  @Test
  void waitsNoLongerOnceTheLastWorkerHasDied() throws Exception {
    for (String strategy : new String[] {"timed", "async"}) {
      for (String onFull : new String[] {"reject", "drop", "retry"}) {
        ServerConfig config =
            TestServer.config(
                folder.resolve(strategy + onFull),
                "--no-supervise",
                "--put",
                strategy,
                "--on-full",
                onFull,
                "--put-timeout",
                "40s");
        try (TestServer server = TestServer.start(config);
            ChildJvm worker =
                ChildJvm.start(
                    JavaCommand.of("io.joinq.worker.WorkerMain")
                        .withArguments("--queue", config.queue().url().toString()))) {
          server.awaitReady();
          CompletableFuture<Answer> waiting = server.getLater("/transcribe?block=true");
          await().until(() -> server.getAdmin("/queue").json().path("depth").asInt() == 1);

          worker.signal(Signal.KILL);

          Answer answer = waiting.get(20, TimeUnit.SECONDS);
          assertThat(answer.member("type")).as("%s", answer).isEqualTo("no-consumer");
        }
      }
    }
  }

  @Test
  void tellsPutsThatWaitThatTheServerStops() throws Exception {
    for (String strategy : new String[] {"timed", "async"}) {
      ServerConfig config =
          TestServer.config(
              folder.resolve(strategy + "-stops"),
              "--no-supervise",
              "--put",
              strategy,
              "--put-timeout",
              "40s");
      Server stopping = Server.start(config);
      try (ChildJvm worker =
          ChildJvm.start(
              JavaCommand.of("io.joinq.worker.WorkerMain")
                  .withArguments("--queue", config.queue().url().toString()))) {
        TestServer server =
            TestServer.at(stopping.publicUrl(), stopping.adminUrl()).holdToDocuments();
        server.awaitReady();
        CompletableFuture<Answer> waiting = server.getLater("/transcribe?block=true");
        await().until(() -> server.getAdmin("/queue").json().path("depth").asInt() == 1);

        stopping.close();

        assertThat(worker.isAlive()).isTrue();
        Answer answer = waiting.get(5, TimeUnit.SECONDS);
        assertThat(answer.member("type")).as("%s", answer).isEqualTo("draining");
      } finally {
        stopping.close();
      }
    }
  }

  /** A producer in a process of its own, which puts one task. */
  static final class Producer {
    public static void main(String[] arguments) throws InterruptedException {
      try (JoinableQueue queue = JoinableQueue.open(QueueConfig.of(arguments[0]))) {
        System.out.println("ready");
        System.out.println("put " + queue.put(new byte[] {1}));
      }
    }
  }

  @Test
  void namesTheProducerThatIsStoppedInsideItsAppend() {
    try (TestServer server =
            TestServer.start(folder, "--capacity", "8", "--put-timeout", "1s").awaitReady();
        ChildJvm producer =
            ChildJvm.start(
                JavaCommand.of(Producer.class.getName())
                    .withProperty("joinq.step", "PUT_LOCKED:STOP")
                    .withArguments(server.getAdmin("/queue").member("queue")))) {
      producer.awaitLine("ready");
      await()
          .atMost(TestServer.PATIENCE)
          .untilAsserted(
              () -> {
                Answer stalled = server.get("/transcribe");
                assertThat(stalled.status()).isEqualTo(503);
                assertThat(stalled.member("type")).isEqualTo("producer-stalled");
                assertThat(stalled.json().path("pid").asLong()).isEqualTo(producer.pid());
                assertThat(stalled.header("Retry-After")).isNotNull();
              });

      producer.signal(Signal.CONT);

      producer.awaitLine("put task-");
      await()
          .atMost(TestServer.PATIENCE)
          .until(() -> server.get("/transcribe").member("status").equals("enqueued"));
    }
  }

  @Test
  void dropsWhatFindsNoRoomWhenToldSo() {
    try (TestServer server =
        TestServer.start(folder, "--on-full", "drop", "--put-timeout", "100ms").awaitReady()) {
      Answer answer = server.get("/transcribe?block=true");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("{\"status\":\"dropped\"}");
      assertThat(server.getAdmin("/queue").json().path("enqueued").asInt()).isEqualTo(1);
    }
  }

  @Test
  void retriesUntilThereIsRoomOrTheTimeIsOver() throws Exception {
    for (String strategy : new String[] {"timed", "async"}) {
      try (TestServer server =
          TestServer.start(
                  folder.resolve(strategy),
                  "--put",
                  strategy,
                  "--on-full",
                  "retry",
                  "--put-timeout",
                  "5s")
              .awaitReady()) {
        CompletableFuture<Answer> retried = server.getLater("/transcribe?block=true");
        await().until(() -> server.getAdmin("/queue").json().path("depth").asInt() == 1);
        server.postAdmin("/queue/resume");

        assertThat(retried.get(20, TimeUnit.SECONDS).member("status")).isEqualTo("enqueued");
        assertThat(retried.get().took()).isLessThan(Duration.ofSeconds(5));
      }
      try (TestServer server =
          TestServer.start(
                  folder.resolve(strategy),
                  "--put",
                  strategy,
                  "--on-full",
                  "retry",
                  "--put-timeout",
                  "300ms")
              .awaitReady()) {
        assertFull(server.get("/transcribe?block=true"));
      }
    }
  }

  @Test
  void givesUpWhenTheClientDoes() {
    for (String strategy : new String[] {"timed", "async"}) {
      try (TestServer server =
          TestServer.start(folder.resolve(strategy), "--put", strategy, "--put-timeout", "20s")
              .awaitReady()) {
        // The queue is left full and its workers paused.
        assertFullWithin(server.get("/transcribe?block=true", "Request-Timeout", "400ms"), 400);

        byte[] payload = {1};
        assertFullWithin(server.post("/tasks", payload, "Prefer", "wait=1"), 1_000);
        assertFullWithin(server.post("/tasks?wait=300ms", payload), 300);
        assertFullWithin(server.post("/tasks", payload, "X-Request-Timeout", "1"), 1_000);
        assertFullWithin(server.post("/tasks?wait=10s", payload, "Request-Timeout", "200ms"), 200);
        Answer nonsense = server.post("/tasks", payload, "Request-Timeout", "soon");
        assertThat(nonsense.status()).isEqualTo(400);
        assertThat(nonsense.member("detail")).contains("Request-Timeout", "'soon'", "250ms");
      }
    }
  }

  private static void assertFullWithin(Answer answer, int millis) {
    assertFull(answer);
    assertThat(answer.took())
        .isBetween(Duration.ofMillis(millis - 20), Duration.ofMillis(millis + 3_000));
  }

  @Test
  void refusesAtOnceWhenTheOnlyWorkerIsKilledOrStoppedAndAcceptsAgainByItself() {
    try (TestServer server =
            TestServer.start(folder, "--no-supervise", "--capacity", "8", "--put-timeout", "20s");
        ChildJvm killed = worker(server)) {
      server.awaitReady();
      killed.signal(Signal.KILL);
      assertRefusedAtOnce(server);
      try (ChildJvm stopped = worker(server)) {
        server.awaitReady();
        assertThat(server.get("/transcribe").status()).isEqualTo(200);
        stopped.signal(Signal.STOP);
        assertRefusedAtOnce(server);
        stopped.signal(Signal.CONT);
        server.awaitReady();
        assertThat(server.get("/transcribe").status()).isEqualTo(200);
      }
    }
  }

  private static ChildJvm worker(TestServer server) {
    return ChildJvm.start(
        JavaCommand.of("io.joinq.worker.WorkerMain")
            .withArguments("--queue", server.getAdmin("/queue").member("queue")));
  }

  private static void assertRefusedAtOnce(TestServer server) {
    await()
        .atMost(TestServer.PATIENCE)
        .until(() -> server.get("/transcribe").member("type").equals("no-consumer"));
    Answer answer = server.get("/transcribe");
    assertThat(answer.member("type")).isEqualTo("no-consumer");
    assertThat(answer.took()).isLessThan(Duration.ofSeconds(2));
    assertThat(server.getAdmin("/readyz").json().path("reasons").toString())
        .contains("no-consumer");
  }
}
