package io.joinq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.joinq.queue.DiskFullException;
import io.joinq.queue.JoinableQueue;
import io.joinq.queue.TaskId;
import io.joinq.server.TestServer.Answer;
import io.joinq.server.events.Events;
import io.joinq.server.http.PublicListener;
import io.joinq.server.http.security.Endpoint;
import io.joinq.server.http.security.Limits;
import io.joinq.server.http.tasks.Backend;
import io.joinq.server.http.transport.PublicThreads;
import io.joinq.server.loop.EventLoop;
import io.joinq.server.loop.HandlerMode;
import io.joinq.server.loop.Watchdog;
import io.joinq.server.put.DrainRate;
import io.joinq.server.put.PutOutcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The public listener gives every answer that its OpenAPI document lists. */
@Tag("process")
@Timeout(180)
class DocumentedTaskAnswersTest {
  private static final int MOST_CANCELLATIONS = 256;
  private static final int MOST_TRANSFERS = 64;

  /** Answers that this test does not produce, and why. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "POST /tasks 204", "needs a consumer that gives no result: TaskRoutesTest has one",
          "GET /tasks/{id}/result 204", "only if the result is deleted between two reads");

  @TempDir private Path folder;

  @Test
  void producesEveryAnswerThatIsDocumentedForTasks() throws Exception {
    ApiContract api;
    try (TestServer server =
        TestServer.start(
                folder.resolve("a"),
                "--handler",
                "exec",
                "--exec",
                // A file named by us, holding what the client sent: the client's word decides.
                "sh -c 'read w; case $w in fail) exit 3;; none) ;; big) head -c 70000 /dev/zero;;"
                    + " *) echo ok;; esac'",
                "--max-attempts",
                "1",
                "--capacity",
                "8",
                "--max-payload",
                "100000")
            .awaitReady()) {
      api = ApiContract.of(server.publicUri("").toString());
      askForTasks(server);
      askWhileManyTransfer(server);
    }
    askWithOutcomes(api);
    api.assertAllProduced(ELSEWHERE);
  }

  /** Bodies that do not come take all that there is for bodies and for large results. */
  private static void askWhileManyTransfer(TestServer server) throws IOException {
    String large = server.post("/tasks?wait=30s", bytes("big")).header("Location") + "/result";
    assertThat(server.get(large).status()).isEqualTo(200);
    List<RawHttp> slow = new ArrayList<>();
    try {
      for (int client = 0; client < MOST_TRANSFERS; client++) {
        slow.add(
            RawHttp.connect(server.publicUri(""))
                .send("POST /tasks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\nx"));
      }
      await().until(() -> server.get(large).status() == 503);
      // Of unknown length, so that nobody can know that it is there already.
      HttpRequest.BodyPublisher chunks =
          BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes("late")));
      Answer refused = server.send(HttpRequest.newBuilder(server.publicUri("/tasks")).POST(chunks));
      assertThat(refused.member("type")).isEqualTo("too-many-transfers");
    } finally {
      for (RawHttp client : slow) {
        client.close();
      }
    }
  }

  private static void askForTasks(TestServer server) {
    for (String path :
        new String[] {"/healthz", "/openapi.json", "/api", "/api/api.js", "/api/api.css"}) {
      assertThat(server.get(path).status()).isEqualTo(200);
    }
    assertThat(server.get("/transcribe").status()).isEqualTo(200);
    assertThat(server.get("/transcribe?block=what").status()).isEqualTo(400);
    assertThat(server.post("/tasks", new byte[] {1}).status()).isEqualTo(202);
    assertThat(server.post("/tasks", new byte[100_001]).status()).isEqualTo(413);
    assertThat(server.post("/tasks?wait=soon", new byte[] {1}).status()).isEqualTo(400);
    String done = server.post("/tasks?wait=30s", bytes("ok")).header("Location");
    String failed = server.post("/tasks?wait=30s", bytes("fail")).header("Location");
    String none = server.post("/tasks?wait=30s", bytes("none")).header("Location");
    assertThat(server.post("/tasks", bytes("a"), "Idempotency-Key", "k").status()).isEqualTo(202);
    assertThat(server.post("/tasks", bytes("b"), "Idempotency-Key", "k").status()).isEqualTo(422);
    assertThat(server.getAdmin("/queue/join?timeout=30s").status()).isEqualTo(200);
    assertAnswers(server, done, 200, 200, 409);
    assertAnswers(server, failed, 200, 422, 409);
    assertAnswers(server, none, 200, 200, 409);
    assertAnswers(server, "/tasks/task-999", 404, 404, 404);
    assertAnswers(server, "/tasks/x", 400, 400, 400);
    assertThat(server.postAdmin("/queue/pause").status()).isEqualTo(200);
    String queued = server.post("/tasks", new byte[] {1}).header("Location");
    assertThat(server.get(queued + "/result").status()).isEqualTo(409);
    assertThat(server.delete(queued).status()).isEqualTo(200);
    assertThat(server.get(queued + "/result").status()).isEqualTo(422);
    String last = "/tasks/task-" + server.getAdmin("/queue").json().path("enqueued").asInt();
    CompletableFuture<Answer> waits = server.postLater("/tasks?wait=30s", new byte[] {1});
    await().until(() -> server.get(last).status() == 200 || waits.isDone());
    assertThat(server.delete(last).status()).isEqualTo(200);
    assertThat(waits.join().status()).isEqualTo(422);
    assertThat(server.postAdmin("/queue/resume").status()).isEqualTo(200);
  }

  private static void assertAnswers(
      TestServer server, String task, int get, int getResult, int delete) {
    assertThat(server.get(task).status()).as(task).isEqualTo(get);
    assertThat(server.get(task + "/result").status()).as(task).isEqualTo(getResult);
    assertThat(server.delete(task).status()).as(task).isEqualTo(delete);
  }

  private static byte[] bytes(String word) {
    return (word + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A listener that is told how puts end: what needs other processes to come about. */
  private void askWithOutcomes(ApiContract api) {
    AtomicReference<CompletableFuture<PutOutcome>> outcome = new AtomicReference<>();
    ServerConfig config =
        TestServer.config(folder.resolve("b"), "--no-supervise", "--capacity", "300");
    EventLoop loop = new EventLoop("test-loop");
    try (JoinableQueue queue = JoinableQueue.open(config.queue());
        PublicListener listener =
            new PublicListener(
                new Endpoint("public", "--port", "127.0.0.1", 0, Optional.empty(), Limits.usual()),
                new Backend(
                    queue,
                    config.queue(),
                    loop,
                    new Watchdog(loop, Watchdog.STALL_THRESHOLD),
                    (payload, deadline) -> outcome.get(),
                    new DrainRate(System::nanoTime),
                    new Events(Clock.systemUTC()),
                    () -> false),
                new PublicThreads(HandlerMode.LOOP, 1))) {
      loop.start();
      listener.start();
      TestServer client = TestServer.at(listener.url(), listener.url()).holdToDocuments();
      for (PutOutcome refused :
          List.of(
              new PutOutcome.Full(),
              new PutOutcome.Busy(),
              new PutOutcome.NoConsumer(),
              new PutOutcome.ProducerStalled(1),
              new PutOutcome.Draining())) {
        assertPutAnswers(client, outcome, refused, 503, 503);
      }
      assertPutAnswers(client, outcome, new PutOutcome.Dropped(), 200, 200);
      PutOutcome accepted = new PutOutcome.Accepted(TaskId.parse("task-0"));
      assertPutAnswers(client, outcome, accepted, 200, 202);
      outcome.set(CompletableFuture.failedFuture(new DiskFullException(folder, 1)));
      assertThat(client.get("/transcribe").header("Retry-After")).isNotNull();
      assertThat(client.post("/tasks", new byte[] {1}).status()).isEqualTo(507);
      cancelTooMany(queue, client);
    } finally {
      loop.stop();
    }
    assertThat(api.produced()).contains("POST /tasks 503 queue-busy");
  }

  private static void assertPutAnswers(
      TestServer client,
      AtomicReference<CompletableFuture<PutOutcome>> outcome,
      PutOutcome next,
      int transcribe,
      int post) {
    outcome.set(CompletableFuture.completedFuture(next));
    assertThat(client.get("/transcribe").status()).as("%s", next).isEqualTo(transcribe);
    assertThat(client.post("/tasks", new byte[] {1}).status()).as("%s", next).isEqualTo(post);
  }

  /** All behind one that is not cancelled and that nobody takes. */
  private static void cancelTooMany(JoinableQueue queue, TestServer client) {
    for (int task = 0; task <= MOST_CANCELLATIONS + 1; task++) {
      assertThat(queue.offer(new byte[] {1})).isPresent();
    }
    for (int task = 1; task <= MOST_CANCELLATIONS; task++) {
      assertThat(client.delete("/tasks/task-" + task).status()).isEqualTo(200);
    }
    Answer refused = client.delete("/tasks/task-" + (MOST_CANCELLATIONS + 1));
    assertThat(refused.member("type")).isEqualTo("queue-busy");
  }
}
