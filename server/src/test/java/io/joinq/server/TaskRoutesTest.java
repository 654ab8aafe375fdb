package io.joinq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.queue.JoinableQueue;
import io.joinq.server.TestServer.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@Timeout(120)
class TaskRoutesTest {
  private static final String[] ECHO = {"--handler", "exec", "--exec", "cat", "--capacity", "8"};

  @TempDir private Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void acceptsATaskAndShowsWhatBecomesOfIt() {
    try (TestServer server = TestServer.start(folder, ECHO).awaitReady()) {
      Answer accepted = server.post("/tasks", bytes("hello"));

      assertThat(accepted.status()).isEqualTo(202);
      assertThat(accepted.header("Location")).isEqualTo("/tasks/task-0");
      assertThat(accepted.header("Content-Type")).isEqualTo("application/json");
      assertThat(accepted.member("status")).isEqualTo("enqueued");
      assertThat(accepted.member("task_id")).isEqualTo("task-0");

      await().until(() -> server.get("/tasks/task-0").member("state").equals("done"));
      Answer task = server.get("/tasks/task-0");
      assertThat(task.json().fieldNames())
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
      assertThat(task.member("attempts")).isEqualTo("1");
      assertThat(task.member("worker")).isEqualTo("1");
      assertThat(task.member("finished_at")).endsWith("Z");
      Answer result = server.get("/tasks/task-0/result");
      assertThat(result.status()).isEqualTo(200);
      assertThat(result.header("Content-Type")).isEqualTo("application/octet-stream");
      assertThat(result.text()).isEqualTo("hello");
    }
  }

  @Test
  void answersWithTheResultWhenTheClientWaitsForIt() {
    try (TestServer server = TestServer.start(folder, ECHO).awaitReady()) {
      Answer byParameter = server.post("/tasks?wait=20s", bytes("one"));
      assertThat(byParameter.status()).as("%s", byParameter).isEqualTo(200);
      assertThat(byParameter.text()).isEqualTo("one");
      assertThat(byParameter.header("Location")).isEqualTo("/tasks/task-0");
      Answer byPreference = server.post("/tasks", bytes("two"), "Prefer", "respond-async, wait=20");
      assertThat(byPreference.text()).isEqualTo("two");

      assertThat(server.post("/tasks?wait=soon", bytes("x")).status()).isEqualTo(400);
      assertThat(server.post("/tasks?wait=2h", bytes("x")).status()).isEqualTo(400);
    }
  }

  @Test
  void doesNotWaitForTheResultOfATaskThatEndedWithoutOne() throws Exception {
    ServerConfig config = TestServer.config(folder, "--no-supervise");
    try (TestServer server = TestServer.start(config);
        JoinableQueue queue = JoinableQueue.open(config.queue())) {
      Thread consumer =
          new Thread(
              () -> {
                try {
                  queue.taskDone(queue.take());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      consumer.start();
      await().until(queue.admin()::hasLiveConsumer);

      Answer answer = server.post("/tasks?wait=60s", bytes("x"));

      consumer.join();
      assertThat(answer.status()).as("%s", answer).isEqualTo(204);
      assertThat(answer.header("Location")).isEqualTo("/tasks/task-0");
      assertThat(answer.took()).isLessThan(Duration.ofSeconds(30));
    }
  }

  @Test
  void answersWithoutTheResultWhenThatIsNotReadyInTime() {
    try (TestServer server =
        TestServer.start(folder, "--handler", "exec", "--exec", "sleep 60").awaitReady()) {
      Answer answer = server.post("/tasks?wait=400ms", bytes("late"));

      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.took()).isBetween(Duration.ofMillis(400), Duration.ofSeconds(30));
      Answer result = server.get("/tasks/task-0/result");
      assertThat(result.status()).isEqualTo(409);
      assertThat(result.member("type")).isEqualTo("not-finished");
      assertThat(result.member("state")).isIn("queued", "running");
    }
  }

  @Test
  void saysWhyATaskThatFailedHasNoResult() {
    try (TestServer server =
        TestServer.start(
                folder, "--handler", "exec", "--exec", "sh -c 'exit 3'", "--max-attempts", "1")
            .awaitReady()) {
      Answer answer = server.post("/tasks?wait=20s", bytes("x"));

      assertThat(answer.status()).as("%s", answer).isEqualTo(422);
      assertThat(answer.member("type")).isIn("task-failed", "task-dead");
      assertThat(server.get("/tasks/task-0").member("state")).isIn("failed", "dead");
    }
  }

  @Test
  void knowsOnlyTasksThatWerePut() {
    try (TestServer server = TestServer.start(folder, "--no-supervise")) {
      for (String path : new String[] {"/tasks/task-7", "/tasks/task-7/result"}) {
        Answer answer = server.get(path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.member("type")).isEqualTo("not-found");
        assertThat(answer.member("detail")).contains("task-7");
      }
      assertThat(server.get("/tasks/..%2F..%2Fetc").status()).isIn(400, 404);
      assertThat(server.get("/tasks/seven").member("type")).isEqualTo("bad-request");
    }
  }

  @Test
  void takesPayloadsUpToTheLimitAndNotAByteMore() {
    try (TestServer server =
        TestServer.start(
                folder,
                "--max-payload",
                "1000",
                "--capacity",
                "8",
                "--handler",
                "exec",
                "--exec",
                "wc -c")
            .awaitReady()) {
      assertThat(server.post("/tasks?wait=20s", new byte[0]).text().strip()).isEqualTo("0");
      assertThat(server.post("/tasks?wait=20s", new byte[1000]).text().strip()).isEqualTo("1000");

      Answer declared = server.post("/tasks", new byte[1001]);
      assertThat(declared.status()).isEqualTo(413);
      assertThat(declared.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(declared.member("type")).isEqualTo("payload-too-large");
      assertThat(declared.member("detail")).contains("1001", "1000");
      Answer chunked =
          server.send(
              HttpRequest.newBuilder(server.publicUri("/tasks"))
                  .POST(
                      BodyPublishers.ofInputStream(
                          () -> new ByteArrayInputStream(new byte[1001]))));
      assertThat(chunked.status()).isEqualTo(413);
    }
  }

  @Test
  void refusesAPayloadThatIsTooLargeWithoutReadingIt() throws Exception {
    try (TestServer server = TestServer.start(folder, "--no-supervise")) {
      URI uri = server.publicUri("/tasks");
      assertThat(
              raw(
                  uri,
                  "POST /tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\nfirst"))
          .startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void givesItsAnswerToAClientThatReadsOnlyOnceItHasSentAPayloadWhichIsTooLarge() throws Exception {
    try (TestServer server = TestServer.start(folder, "--no-supervise")) {
      int length = 20 << 20;
      String head =
          "POST /tasks HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ";
      assertThat(raw(server.publicUri("/tasks"), head + length + "\r\n\r\n" + "x".repeat(length)))
          .startsWith("HTTP/1.1 413");
    }
  }

  /** All that comes back for these bytes, until the server closes the connection. */
  private static String raw(URI uri, String request) throws IOException {
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(bytes(request));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void answersWhatIsNoHttpWithAProblem() throws Exception {
    try (TestServer server = TestServer.start(folder, "--no-supervise")) {
      URI uri = server.publicUri("/");
      String answer = raw(uri, "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

      assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
      assertThat(answer).contains("\"type\":\"bad-request\"").doesNotContain("Jetty");
    }
  }

  @Test
  void carriesTenMegabytesThereAndBack() {
    byte[] payload = new byte[10 << 20];
    new Random(1).nextBytes(payload);
    try (TestServer server = TestServer.start(folder, ECHO).awaitReady()) {
      Answer answer = server.post("/tasks?wait=60s", payload);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.response().body()).isEqualTo(payload);
    }
  }

  @Test
  void putsARepeatedRequestOnce() throws Exception {
    try (TestServer server =
        TestServer.start(folder, "--put-timeout", "20s", "--handler", "exec", "--exec", "cat")
            .awaitReady()) {
      server.postAdmin("/queue/pause");
      server.post("/tasks", bytes("fills the queue"));
      // Both wait for room, and so are there at the same time.
      CompletableFuture<Answer> first =
          server.postLater("/tasks?wait=20s", bytes("once"), "Idempotency-Key", "k-1");
      CompletableFuture<Answer> second =
          server.postLater("/tasks?wait=20s", bytes("once"), "Idempotency-Key", "k-1");
      await().during(Duration.ofMillis(300)).until(() -> !first.isDone() && !second.isDone());
      Answer hasty =
          server.post(
              "/tasks", bytes("once"), "Idempotency-Key", "k-1", "Request-Timeout", "100ms");
      assertThat(hasty.status()).isEqualTo(503);
      assertThat(hasty.member("detail")).contains("may be accepted yet", "Idempotency-Key");
      assertThat(first).isNotDone();
      server.postAdmin("/queue/resume");

      assertThat(first.get(30, TimeUnit.SECONDS).text()).isEqualTo("once");
      assertThat(second.get(30, TimeUnit.SECONDS).text()).isEqualTo("once");
      assertThat(first.get().header("Location")).isEqualTo(second.get().header("Location"));
      assertThat(server.post("/tasks", bytes("once"), "Idempotency-Key", "k-1").header("Location"))
          .isEqualTo(first.get().header("Location"));
      assertThat(server.getAdmin("/queue").json().path("enqueued").asInt()).isEqualTo(2);

      Answer reused = server.post("/tasks", bytes("other"), "Idempotency-Key", "k-1");
      assertThat(reused.status()).isEqualTo(422);
      assertThat(reused.member("type")).isEqualTo("idempotency-key-reused");
      assertThat(server.post("/tasks", bytes("x"), "Idempotency-Key", "k".repeat(256)).status())
          .isEqualTo(400);
    }
  }

  @Test
  void cancelsATaskThatIsQueuedAndNoOther() {
    try (TestServer server =
        TestServer.start(folder, "--handler", "exec", "--exec", "cat", "--capacity", "4")
            .awaitReady()) {
      assertThat(server.post("/tasks?wait=30s", bytes("done")).status()).isEqualTo(200);
      server.postAdmin("/queue/pause");
      server.post("/tasks", bytes("never"));

      Answer cancelled = server.delete("/tasks/task-1");
      assertThat(cancelled.status()).as("%s", cancelled).isEqualTo(200);
      assertThat(cancelled.member("state")).isEqualTo("failed");
      server.postAdmin("/queue/resume");
      assertThat(server.getAdmin("/queue/join?timeout=30s").status()).isEqualTo(200);
      Answer result = server.get("/tasks/task-1/result");
      assertThat(result.status()).isEqualTo(422);
      assertThat(result.member("detail")).contains("cancelled");
      assertThat(server.get("/tasks/task-1").member("attempts")).isEqualTo("0");

      for (String ended : new String[] {"/tasks/task-0", "/tasks/task-1"}) {
        Answer refused = server.delete(ended);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.member("type")).isEqualTo("not-cancellable");
      }
      assertThat(server.delete("/tasks/task-99").status()).isEqualTo(404);
      assertThat(server.delete("/tasks/x").status()).isEqualTo(400);
    }
  }

  @Test
  void leavesATaskThatRunsToItsWorker() {
    try (TestServer server =
        TestServer.start(folder, "--handler", "exec", "--exec", "sh -c 'sleep 2; cat'")
            .awaitReady()) {
      server.post("/tasks", bytes("runs"));
      await().until(() -> server.get("/tasks/task-0").member("state").equals("running"));

      assertThat(server.delete("/tasks/task-0").status()).isEqualTo(409);
      assertThat(server.getAdmin("/queue/join?timeout=30s").status()).isEqualTo(200);
      assertThat(server.get("/tasks/task-0/result").text()).isEqualTo("runs");
    }
  }

  @Test
  void answersUnknownRoutesAndMethodsWithProblems() {
    try (TestServer server = TestServer.start(folder, "--no-supervise")) {
      assertThat(server.get("/nothing").member("type")).isEqualTo("not-found");
      assertThat(server.get("/nothing").status()).isEqualTo(404);
      Answer wrongMethod = server.post("/healthz", new byte[0]);
      assertThat(wrongMethod.status()).isEqualTo(405);
      assertThat(wrongMethod.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(server.get("/transcribe?block=maybe").status()).isEqualTo(400);
      assertThat(server.getAdmin("/nothing").header("Content-Type"))
          .isEqualTo("application/problem+json");
    }
  }
}
